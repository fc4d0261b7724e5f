import { Command, type ErrorOptions } from 'commander';

/**
 * A command whose complaints about a wrong call begin with "usage:" and the right call. The command line of the older
 * camera servers did so too, and scripts tell a wrong call from a failure by that word.
 */
export class UsageCommand extends Command {
  override createCommand(name?: string): UsageCommand {
    return new UsageCommand(name);
  }

  override error(message: string, options?: ErrorOptions): never {
    const { writeErr } = this.configureOutput();
    writeErr?.(`usage: ${this.createHelp().commandUsage(this)}\n`);
    return super.error(message, options);
  }

  /** Without any command, the whole help is the complaint. */
  override helpInformation(context?: { error: boolean }): string {
    const text = super.helpInformation(context);
    return context?.error ? text.replace(/^Usage:/, 'usage:') : text;
  }
}
