import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { CliError } from '../cli-error.ts'
import { EXIT } from '../exit-codes.ts'
import type { Terminal } from '../terminal.ts'

type Part = { type: 'text'; text: string } | { type: 'image_url'; image_url: { url: string } }
export type Content = string | Part[]

/** Reads piped standard input. Returns an empty string when stdin is a terminal. */
export const readStdin = async ({ stdin, signal }: Terminal): Promise<string> => {
  if (stdin.isTTY) return ''
  const pieces: Buffer[] = []
  for await (const piece of stdin) pieces.push(Buffer.from(piece as Buffer))
  // Ctrl-C also ends the program that writes to the pipe, so the text may be incomplete.
  await setImmediate()
  signal.throwIfAborted()
  return Buffer.concat(pieces).toString('utf8').trimEnd()
}

/** The content of the user's message: the words, then each file with its name, then the images. */
export const questionOf = async (
  text: string,
  { file = [], image = [] }: { file?: string[]; image?: string[] },
): Promise<Content> => {
  const files = await Promise.all(
    file.map(
      async (name) => `${path.basename(name)}:\n\`\`\`\n${(await read(name)).toString('utf8')}\n\`\`\``,
    ),
  )
  const words = [text, ...files].filter((part) => part !== '').join('\n\n')
  if (image.length === 0) return words
  const pictures = await Promise.all(image.map(async (name) => pictureOf(name)))
  return [{ type: 'text', text: words }, ...pictures]
}

const TYPES: Record<string, string> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
}

const pictureOf = async (name: string): Promise<Part> => {
  if (/^(https?|data):/.test(name)) return { type: 'image_url', image_url: { url: name } }
  const type = TYPES[path.extname(name).toLowerCase()]
  if (type === undefined)
    throw new CliError(`${name} is not a supported image: expected png, jpg, gif or webp.`, {
      exitCode: EXIT.misused,
    })
  return {
    type: 'image_url',
    image_url: { url: `data:${type};base64,${(await read(name)).toString('base64')}` },
  }
}

const read = async (name: string): Promise<Buffer> => {
  try {
    return await readFile(name)
  } catch (cause) {
    throw new CliError(`${name} cannot be read: ${(cause as Error).message}`, {
      exitCode: EXIT.misused,
      cause,
    })
  }
}
