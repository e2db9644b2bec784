import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import type { Command } from 'commander'
import type { Api } from '../api/api.ts'
import type { List } from '../api/types.ts'
import { CliError } from '../cli-error.ts'
import { findComputer } from '../computers/find-computer.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { showBytes } from '../output/amounts.ts'
import { saveBody } from '../output/save-body.ts'
import { withJson, type Json } from './with-json.ts'

type Entry = { name: string; path: string; type: 'file' | 'folder' | 'link'; size: number }
type Place = { computer: string; path: string }

export const addCopy = (program: Command, context: Context): void => {
  withJson(
    program
      .command('cp')
      .description('copy a file to or from a computer, for example notes.txt box-1:notes.txt'),
  )
    .argument('<from>', 'a local file, or computer:path; a folder of a computer is copied as .tar.gz')
    .argument('<to>', 'a local file, or computer:path')
    .action((from: string, to: string, options: Json) => copy(context, from, to, options))
}

/** Parses a place such as `box-1:notes.txt`. Returns null for a path of this machine. */
const placeOf = (text: string): Place | null => {
  const [, computer, path] = /^([^/.:][^/:]*):(.*)$/.exec(text) ?? []
  return computer === undefined || path === undefined ? null : { computer, path }
}

const copy = async (context: Context, from: string, to: string, options: Json): Promise<void> => {
  const [source, target] = [placeOf(from), placeOf(to)]
  if ((source === null) === (target === null))
    throw new CliError('One of the two paths must be on a computer.', {
      exitCode: EXIT.misused,
      advice: 'For example: gptget cp notes.txt box-1:notes.txt, or gptget cp box-1:notes.txt .',
    })
  const api = await context.api()
  const done = source === null ? await upload(api, from, target!) : await download(api, source, to)
  context.show(options, done, () => `${done.path} (${showBytes(done.size)})`)
}

type Done = { path: string; size: number }

const upload = async (api: Api, file: string, target: Place): Promise<Done> => {
  const { id } = await findComputer(api, target.computer)
  const { size } = await stat(file).catch((cause: unknown) => {
    throw new CliError(`${file} cannot be read.`, { exitCode: EXIT.misused, cause })
  })
  const name = path.basename(file)
  const goal = target.path === '' || target.path.endsWith('/') ? target.path + name : target.path
  const body = Readable.toWeb(createReadStream(file)) as unknown as ReadableStream
  const headers = { 'content-length': String(size) }
  return api.ask<Entry>('PUT', `/computers/${id}/files`, { body, query: { path: goal }, headers })
}

const download = async (api: Api, source: Place, to: string): Promise<Done> => {
  const { id } = await findComputer(api, source.computer)
  const isFolder = await isFolderOn(api, id, source.path)
  const what = isFolder ? 'files/archive' : 'files'
  const response = await api.send('GET', `/computers/${id}/${what}`, { query: { path: source.path } })
  const name =
    (isHome(source.path) ? source.computer : path.posix.basename(source.path)) + (isFolder ? '.tar.gz' : '')
  const file = (await isFolderHere(to)) ? path.join(to, name) : to
  await saveBody(file, response)
  return { path: file, size: (await stat(file)).size }
}

const isFolderHere = async (file: string): Promise<boolean> =>
  stat(file).then(
    (found) => found.isDirectory(),
    () => false,
  )

/** Whether the path means the home folder: empty, `.` or `~`, with any slashes. */
const isHome = (asked: string): boolean => /^[.~]?\/*$/.test(asked)

const isFolderOn = async (api: Api, id: string, asked: string): Promise<boolean> => {
  if (isHome(asked)) return true
  const clean = path.posix.normalize(asked).replace(/\/+$/, '')
  const query = { path: path.posix.dirname(clean) }
  const { data } = await api.ask<List<Entry>>('GET', `/computers/${id}/files/list`, { query })
  return data.find(({ name }) => name === path.posix.basename(clean))?.type === 'folder'
}
