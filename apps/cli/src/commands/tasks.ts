import type { Command } from 'commander'
import type { Api } from '../api/api.ts'
import type { List, Task } from '../api/types.ts'
import type { Context } from '../context.ts'
import { showTime } from '../output/amounts.ts'
import { saveBody } from '../output/save-body.ts'
import { showTable } from '../output/table.ts'
import { awaitTask } from '../tasks/await-task.ts'
import { tableWidth } from '../terminal.ts'
import { CliError } from '../cli-error.ts'
import { chooseModel } from './choose-model.ts'
import { freeName } from './free-name.ts'
import { pathOf } from './image.ts'
import { readNumber } from './keys.ts'
import { withJson, type Json } from './with-json.ts'

type Video = Json & { model?: string; out?: string; seconds?: number; size?: string; wait: boolean }
type Out = Json & { out?: string }

export const addTaskCommands = (program: Command, context: Context): void => {
  withJson(program.command('video').description('make a video from a description; takes minutes'))
    .argument('<words...>', 'what the video should show')
    .option('-m, --model <id>', 'for example google/veo-3')
    .option('-o, --out <file>', 'where to write it (video.mp4)')
    .option('--seconds <count>', 'how long', readNumber)
    .option('--size <size>', 'for example 1280x720')
    .option('--no-wait', 'only start it; `gptget tasks wait` waits for the result')
    .action((words: string[], options: Video) => makeVideo(context, words.join(' '), options))
  const tasks = withJson(program.command('tasks').description('long work: images, videos, music'))
    .option('--limit <count>', 'how many', readNumber, 20)
    .action((options: Json & { limit: number }) => list(context, options))
  withJson(tasks.command('show').description('one task').argument('<id>')).action(
    (id: string, _: Json, command: Command) => show(context, id, command.optsWithGlobals<Json>()),
  )
  withJson(tasks.command('wait').description('wait for a task and write its result').argument('<id>'))
    .option('-o, --out <file>', 'where to write it')
    .action((id: string, _: Out, command: Command) => wait(context, id, command.optsWithGlobals<Out>()))
  withJson(tasks.command('cancel').description('cancel a task').argument('<id>')).action(
    (id: string, _: Json, command: Command) => cancel(context, id, command.optsWithGlobals<Json>()),
  )
}

const makeVideo = async (context: Context, prompt: string, options: Video): Promise<void> => {
  const api = await context.api()
  const model = await chooseModel(context, api, options.model, 'video')
  const json = { model, prompt, seconds: options.seconds, size: options.size }
  const headers = { 'idempotency-key': `cli-${crypto.randomUUID()}` }
  const task = await api.ask<Task>('POST', '/video/generations', { json, headers })
  if (!options.wait) return context.show(options, task, () => task.id)
  await finish(context, api, task, { ...options, out: options.out ?? 'video.mp4' })
}

const list = async (context: Context, options: Json & { limit: number }): Promise<void> => {
  const api = await context.api()
  const answer = await api.ask<List<Task>>('GET', '/tasks', { query: { limit: options.limit } })
  const rows = answer.data.map((task) => [
    task.id,
    task.type ?? '',
    task.status,
    task.progress === null || task.progress === undefined ? '' : `${Math.round(task.progress)}%`,
    task.model ?? '',
    showTime(task.created_at),
  ])
  const heading = ['ID', 'TYPE', 'STATUS', 'DONE', 'MODEL', 'WHEN']
  context.show(options, answer, () => showTable(heading, rows, tableWidth(context.terminal)))
}

const pathOfTask = (id: string): string => `/tasks/${encodeURIComponent(id)}`

const show = async (context: Context, id: string, options: Json): Promise<void> => {
  const task = await (await context.api()).ask<Task>('GET', pathOfTask(id))
  context.show(options, task, () => JSON.stringify(task, null, 2))
}

const wait = async (context: Context, id: string, options: Out): Promise<void> => {
  const api = await context.api()
  await finish(context, api, await api.ask<Task>('GET', pathOfTask(id)), options)
}

const cancel = async (context: Context, id: string, options: Json): Promise<void> => {
  const task = await (await context.api()).ask<Task>('POST', `${pathOfTask(id)}/cancel`)
  context.show(options, task, () => `${task.id} is ${task.status}`)
}

/** Waits for a task and writes its result to a file. */
const finish = async (context: Context, api: Api, task: Task, options: Out): Promise<void> => {
  const ended = await awaitTask(context, api, task)
  const url = ended.result?.url
  if (!url) throw new CliError(`The task ${ended.id} completed without a result.`)
  const response = await api.send('GET', pathOf(url))
  const file = await freeName(options.out ?? `${ended.id}.${extensionOf(response)}`)
  await saveBody(file, response)
  context.show(options, { ...ended, file }, () => file)
}

const extensionOf = (response: Response): string =>
  /^\w+\/(?:x-)?(\w+)/.exec(response.headers.get('content-type') ?? '')?.[1]?.replace('mpeg', 'mp3') ?? 'bin'
