import type { ArgumentRule, Command } from '../../command.js';

export const completionCommands: Command = {
  name: 'completion',
  short: 'Print a completion script for a shell',
  long: 'Prints a script that teaches a shell to complete the command lines of kind and kindling.',
  examples: [
    'source <(kind completion bash)            # this bash, now',
    'source <(kind completion zsh)             # this zsh, now',
    'kind completion fish | source             # this fish, now',
    'kind completion powershell | Out-String | Invoke-Expression',
  ],
  commands: [
    shell('bash', () => import('../../completion/bash.js')),
    shell('fish', () => import('../../completion/fish.js'), { kind: 'any' }),
    shell('powershell', () => import('../../completion/powershell.js')),
    shell('zsh', () => import('../../completion/zsh.js')),
  ],
};

function shell(name: string, load: () => Promise<{ script: string }>, args: ArgumentRule = { kind: 'none' }): Command {
  return {
    name,
    short: `Print the script for ${name}`,
    args,
    load: async () => {
      const { script } = await load();
      return {
        run: async ({ context }) => {
          context.stdout.write(script);
        },
      };
    },
  };
}
