import {spawn, type ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {fileURLToPath} from 'node:url';

/** As it is shipped: `npm run build` has to have made it. */
export const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A command that is running, and what it has said so far. */
export interface Running extends Outcome {
  child: ChildProcess;
  /** Resolves once the pattern has been printed, with what it captured; rejects when the command ends before. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  ended: Promise<Outcome>;
}

/** Starts the real command in a folder, with only the environment that is given. */
export function startCli(args: readonly string[], {cwd, env = {}}: {cwd: string; env?: Record<string, string>}): Running {
  const {ASSENT_SECRET_KEY: _, ...inherited} = process.env;
  const child = spawn(process.execPath, [CLI, ...args], {cwd, env: {...inherited, ...env}, stdio: ['ignore', 'pipe', 'pipe']});
  const running: Running = {
    child,
    code: null,
    stdout: '',
    stderr: '',
    printed: async pattern => {
      for (;;) {
        const match = pattern.exec(running.stdout) ?? pattern.exec(running.stderr);
        if (match) return match;
        if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode} before ${pattern}:\n${running.stderr}`);
        await Promise.race([once(child.stdout!, 'data'), once(child.stderr!, 'data'), once(child, 'close')]);
      }
    },
    ended: once(child, 'close').then(([code]) => {
      running.code = code as number | null;
      const {stdout, stderr} = running;
      return {code: running.code, stdout, stderr};
    }),
  };
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (running.stdout += text));
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (running.stderr += text));
  return running;
}

/** Runs the command to its end. */
export function runCli(args: readonly string[], options: {cwd: string; env?: Record<string, string>}): Promise<Outcome> {
  return startCli(args, options).ended;
}
