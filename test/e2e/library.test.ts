import { describe } from 'node:test';
import { libraryCases } from './library.cases.js';

describe('the programs of docs/library.md on podman', () => libraryCases('podman'));
describe('the programs of docs/library.md on docker', () => libraryCases('docker'));
