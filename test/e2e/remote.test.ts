import { describe } from 'node:test';
import { remoteCases } from './remote.cases.js';

describe('a remote podman', () => remoteCases('podman'));
describe('a remote Docker', () => remoteCases('docker'));
