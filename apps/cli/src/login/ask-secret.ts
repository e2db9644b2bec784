import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import type { Terminal } from '../terminal.ts'

/** Asks for a secret without echoing it. */
export const askSecret = async ({ stdin, stderr, signal }: Terminal, question: string): Promise<string> => {
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() })
  const reader = createInterface({ input: stdin, output: unseen, terminal: true })
  stderr.write(question)
  try {
    return await new Promise<string>((resolve, reject) => {
      reader.once('SIGINT', () => reject(new DOMException('Stopped.', 'AbortError')))
      reader.question('', { signal }).then(resolve, reject)
    })
  } finally {
    stderr.write('\n')
    reader.close()
  }
}

/** Asks a yes-or-no question. Returns false when stdin is not a terminal. */
export const askYes = async ({ stdin, stderr, signal }: Terminal, question: string): Promise<boolean> => {
  if (!stdin.isTTY) return false
  const reader = createInterface({ input: stdin, output: stderr })
  try {
    return /^y(es)?$/i.test((await reader.question(`${question} [y/N] `, { signal })).trim())
  } finally {
    reader.close()
  }
}
