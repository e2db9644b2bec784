import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'

/** A program and its arguments. */
export type Command = readonly [program: string, ...args: string[]]

const LIBRARY_FOLDERS = ['lib', 'usr/lib'].flatMap((folder) => [
  `${folder}/x86_64-linux-gnu`,
  `${folder}/aarch64-linux-gnu`,
])
const LOADERS = ['lib64/ld-linux-x86-64.so.2', 'lib/ld-linux-aarch64.so.1']

/**
 * A program of the image as a command on the host: with the image's loader and libraries, so that the host needs none
 * of them and their versions are the image's.
 */
export const imageCommand = (image: string, program: string, ...args: string[]): Command => {
  const loader = LOADERS.find((file) => existsSync(path.join(image, file)))
  if (loader === undefined) throw new Error(`There is no loader in the desktop image ${image}.`)
  const libraries = LIBRARY_FOLDERS.map((folder) => path.join(image, folder))
    .filter(existsSync)
    .join(':')
  return [path.join(image, loader), '--library-path', libraries, path.join(image, program), ...args]
}

export const start = ([program, ...args]: Command, options: SpawnOptions): ChildProcess =>
  spawn(program, args, options)

/** Runs a command to its end. @throws Error with its output */
export const runToEnd = (command: Command, input = ''): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = start(command, { stdio: ['pipe', 'pipe', 'pipe'] })
    let output = ''
    child.stdout!.on('data', (data: Buffer) => (output += data.toString()))
    child.stderr!.on('data', (data: Buffer) => (output += data.toString()))
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve(output)
      else
        reject(
          new Error(`${path.basename(command[0])} failed (${String(code)}): ${output.trim().slice(-500)}`),
        )
    })
    child.stdin!.on('error', () => {})
    child.stdin!.end(input)
  })
