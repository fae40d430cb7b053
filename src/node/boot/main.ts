import { boot } from './boot.js';
import { entrypoint } from './entrypoint.js';

entrypoint(boot);
