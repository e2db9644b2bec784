import { runProgram, type ProgramOptions } from '../conformance/suites/run-program.ts'

const TIMEOUT_MS = 300_000

/** Runs a program to its end. Returns what it wrote. @throws Error with that where it ends with another code than 0. */
export const mustRun = async (
  command: string,
  args: string[],
  options: Omit<ProgramOptions, 'timeoutMs'>,
): Promise<string> => {
  const { code, output } = await runProgram(command, args, { timeoutMs: TIMEOUT_MS, ...options })
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${output}`)
  return output
}
