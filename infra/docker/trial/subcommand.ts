import type { Report } from './programs.ts'

/** A subcommand of `npm run deploy:test`: a file in this folder, listed in main.ts. */
export type Subcommand = {
  /** The text of `--help`, without the name. */
  help: string
  /** Returns whether all promises hold. @throws Error if they could not be checked */
  run(input: { directory: string; report: Report; args: readonly string[] }): Promise<boolean>
}

/** A promise and how to check it. `findFaults` returns an empty list if it holds. */
export type Check<Input extends readonly unknown[] = []> = {
  promise: string
  findFaults(...input: Input): Promise<string[]>
}

/** Checks promises one after another and reports each result. Returns whether all hold. */
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
