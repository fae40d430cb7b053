import { shellQuote } from '../exec/shell-quote.js';

/** The command that writes a configuration in the current format. @param source a path, or `stdin` */
export function migrateCommand(source: string): string {
  return shellQuote(['kind', 'config', 'migrate', source === 'stdin' ? '-' : source]);
}
