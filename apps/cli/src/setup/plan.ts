import { existsSync } from 'node:fs'
import { rm, rmdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { applyPatch, reversePatch, structuredPatch } from 'diff'
import { CliError } from '../cli-error.ts'
import { homeOf } from '../settings/paths.ts'
import { readText } from '../settings/private-file.ts'
import type { Change, SetupRecord } from './record.ts'
import type { Goal, Tool } from './tool.ts'

/**
 * The changes that a set-up would make. A repeated set-up starts from the files before the first one, so that one
 * undo always restores the user's own settings.
 */
export const planSetup = async (
  tool: Tool,
  goal: Goal,
  env: NodeJS.ProcessEnv,
  record: SetupRecord | null,
): Promise<Change[]> =>
  Promise.all(
    tool.files.map(async ({ path: where, change }) => {
      const file = where(homeOf(env), env)
      const current = await readText(file)
      const mode = await modeOf(file)
      const earlier = record?.changes.find((made) => made.file === file)
      const before = earlier === undefined ? current : takeBack(earlier, current)
      const folder = earlier?.folder ?? firstMissingFolder(file)
      try {
        return { file, before, mode: earlier?.mode ?? mode, folder, after: await change(before, goal) }
      } catch (cause) {
        throw new CliError(`${file} cannot be changed: ${(cause as Error).message}.`, {
          advice: 'Correct or move it, and run this again. Nothing was changed.',
          cause,
        })
      }
    }),
  )

const modeOf = async (file: string): Promise<number | undefined> =>
  stat(file).then(
    (found) => found.mode & 0o777,
    () => undefined,
  )

/** The outermost folder that has to be made for a file. */
const firstMissingFolder = (file: string): string | undefined => {
  let missing: string | undefined
  for (let folder = path.dirname(file); !existsSync(folder); folder = path.dirname(folder)) missing = folder
  return missing
}

/** Removes a file, and the folders that were made for it where nothing else is in them. */
export const removeMade = async ({ file, folder }: Pick<Change, 'file' | 'folder'>): Promise<void> => {
  await rm(file, { force: true })
  if (folder === undefined) return
  for (let empty = path.dirname(file); empty.startsWith(folder); empty = path.dirname(empty))
    if (!(await removeEmpty(empty))) return
}

const removeEmpty = async (folder: string): Promise<boolean> =>
  rmdir(folder).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(error.code ?? '')) return false
      throw error
    },
  )

/**
 * Removes a set-up's change from a file and keeps the user's later changes. Returns the new text.
 * @throws CliError if both changed the same lines
 */
export const takeBack = ({ file, before, after }: Change, current: string | null): string | null => {
  if (current === null || current === after) return current === null ? null : before
  const patch = reversePatch(structuredPatch(file, file, before ?? '', after))
  const merged = applyPatch(current, patch, { fuzzFactor: 1 })
  if (merged === false)
    throw new CliError(`The same lines of ${file} were changed later. Nothing was undone.`, {
      advice:
        'Remove the lines with gptget by hand, or run `gptget setup … --undo --force` to restore the previous file.',
    })
  return merged
}
