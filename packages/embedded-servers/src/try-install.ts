import { installAtomically } from './install-atomically.ts'

export type InstallOptions = {
  /** The target folder of the program. */
  target: string
  env: NodeJS.ProcessEnv
  report: (line: string) => void
  /** Where Go may be; default: the PATH and the folder of Go's own installer. */
  goCommands?: string[]
}
export type InstallOutcome = { status: 'installed' } | { status: 'unavailable'; reason: string }

/** Installs with `fill`, or returns why that failed: the next way may work. */
export const tryInstall = async (
  target: string,
  fill: (directory: string) => Promise<void>,
): Promise<InstallOutcome> => {
  try {
    await installAtomically(target, fill)
    return { status: 'installed' }
  } catch (error) {
    return { status: 'unavailable', reason: error instanceof Error ? error.message : String(error) }
  }
}
