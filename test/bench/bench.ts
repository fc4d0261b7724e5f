/** What every scenario is given. */
export interface Bench {
  signal: AbortSignal;
  /** Short stages and few rounds: good for a look, not for a comparison. */
  quick: boolean;
  /** The node to run our server with. */
  nodePath: string;
  /** ustreamer is installed, to be measured side by side. */
  ustreamer: boolean;
  /** Progress, for the terminal. */
  say: (line: string) => void;
  /** How many cores the rest of the machine used during a stage that counts. */
  noteOthers: (cores: number) => void;
  /** One measurement, for --json. */
  record: (entry: Record<string, unknown>) => void;
}
