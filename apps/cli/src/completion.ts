import { readdirSync } from 'node:fs'
import tab from '@bomb.sh/tab/commander'
import type { Command } from 'commander'

/** Arguments and options that are files of this machine. */
const FILES = new Set(['file', 'from', 'to', 'out', 'image', 'json-schema'])

/** Adds `completion <shell>`, and what its script asks while a command is typed. */
export const addCompletion = (program: Command): void => {
  const root = tab(program, { completionCommandName: 'completion' })
  for (const { arguments: given, options } of root.commands.values())
    for (const [name, place] of [...given, ...options])
      if (FILES.has(name))
        place.handler = (complete) => filesFor(lastWord()).forEach((file) => complete(file, ''))
}

/** What is typed of the word: shells put it last. */
const lastWord = (): string => process.argv.at(-1) ?? ''

/** Files and folders that a word may become: a folder ends in `/`, and hidden ones are for who types the point. */
export const filesFor = (word: string): string[] => {
  const folder = word.slice(0, word.lastIndexOf('/') + 1)
  const isHiddenWanted = word.slice(folder.length).startsWith('.')
  return readEntries(folder || '.')
    .filter(({ name }) => name.startsWith('.') === isHiddenWanted)
    .map((entry) => `${folder}${entry.name}${entry.isDirectory() ? '/' : ''}`)
    .filter((file) => file.startsWith(word))
    .toSorted()
}

const readEntries = (folder: string) => {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    // No such folder, or none that may be read: there is nothing to offer.
    return []
  }
}
