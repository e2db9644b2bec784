import { installAtomically } from './install-atomically.ts'

export type InstallOptions = {
  /** The folder that shall hold the program. */
  target: string
  env: NodeJS.ProcessEnv
  report: (line: string) => void
  /** Where Go may be; default: the PATH and where Go's own installer puts it. */
  goCommands?: string[]
}
export type InstallOutcome = { status: 'installed' } | { status: 'unavailable'; reason: string }

/** Installs through `fill`, or tells why that failed: the next way may work. */
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
