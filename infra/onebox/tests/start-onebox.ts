import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { findFreePort } from '@gptget/embedded-servers'
import { buildServices } from '../bootstrap/build-services.mjs'

const PROGRAM = path.resolve(import.meta.dirname, '../src/start/main.ts')

export type Onebox = {
  process: ChildProcess
  port: number
  dataDirectory: string
  /** Returns everything printed so far. */
  printed(): string
  /** Resolves when it prints the text. Rejects with its whole output if it ends before. */
  says(text: string | RegExp): Promise<void>
  /** Resolves with the exit code. */
  ended: Promise<number | null>
}

/** `npm start` on a folder of its own and the bundle, without what npm and the bootstrap do before. */
export const startOnebox = async (
  options: { args?: string[]; env?: NodeJS.ProcessEnv; dataDirectory?: string; port?: number } = {},
): Promise<Onebox> => {
  const port = options.port ?? (await findFreePort())
  const dataDirectory = options.dataDirectory ?? (await mkdtemp(path.join(tmpdir(), 'gptget-onebox-')))
  const bundle = await buildServices({ node: process.execPath })
  const env = { ...process.env, GPTGET_BUNDLE: bundle, GPTGET_DATA_DIR: dataDirectory, ...options.env }
  const child = spawn(process.execPath, [PROGRAM, '--port', String(port), ...(options.args ?? [])], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  const listeners = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes: Buffer) => {
      text += String(bytes)
      for (const listener of listeners) listener()
    })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const says = async (wanted: string | RegExp): Promise<void> => {
    const isSaid = () => (typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text))
    const said = Promise.withResolvers<'said'>()
    const listener = () => isSaid() && said.resolve('said')
    listeners.add(listener)
    listener()
    await Promise.race([said.promise, ended])
    listeners.delete(listener)
    if (!isSaid()) throw new Error(`npm start ended without ${String(wanted)}:\n${text}`)
  }
  return { process: child, port, dataDirectory, printed: () => text, says, ended }
}
