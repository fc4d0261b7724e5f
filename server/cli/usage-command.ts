import { Command, type ErrorOptions } from 'commander';

/**
 * A command whose complaints about a wrong call begin with "usage:" and how it is called, as those of the earlier
 * command line of this family did: scripts tell a wrong call from a failure by that word.
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

  /** The whole help stands for a complaint where no command was named at all. */
  override helpInformation(context?: { error: boolean }): string {
    const text = super.helpInformation(context);
    return context?.error ? text.replace(/^Usage:/, 'usage:') : text;
  }
}
