import type { Report } from './programs.ts'

/** One part of `npm run deploy:test`: a file beside this one, listed in main.ts. */
export type Subcommand = {
  /** What `--help` says of it, without its name. */
  help: string
  /** Whether all that it promises holds. @throws Error that says what kept it from being tried */
  run(input: { directory: string; report: Report; args: readonly string[] }): Promise<boolean>
}

/** One thing that is promised. @returns what is wrong; empty where it holds */
export type Check<Input extends readonly unknown[] = []> = {
  promise: string
  findFaults(...input: Input): Promise<string[]>
}

/** Tries one promise after the other and says of each whether it holds. */
export const hold = async <Input extends readonly unknown[]>(
  checks: readonly Check<Input>[],
  report: Report,
  ...input: Input
): Promise<boolean> => {
  let hasHeld = true
  for (const { promise, findFaults } of checks) {
    const faults = await findFaults(...input)
    report(`${faults.length === 0 ? 'ok  ' : 'FAIL'}  ${promise}`)
    for (const fault of faults) report(`      ${fault}`)
    hasHeld &&= faults.length === 0
  }
  return hasHeld
}
