import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import type { Api } from '../api/api.ts'
import type { Context } from '../context.ts'
import { showUsd } from '../output/amounts.ts'
import { withProgress } from '../output/progress.ts'
import { tellOnInterrupt } from '../tell-on-interrupt.ts'
import { chooseModel } from './choose-model.ts'
import { freeName } from './free-name.ts'
import { readNumber } from './keys.ts'
import { withJson, type Json } from './with-json.ts'

type Options = Json & { model?: string; out?: string; size?: string; quality?: string; count?: number }
type Images = { id: string; data: { url?: string; b64_json?: string }[]; usage?: { cost?: number } }

export const addImage = (program: Command, context: Context): void => {
  withJson(program.command('image').description('make an image from a description'))
    .argument('<words...>', 'what the image should show')
    .option('-m, --model <id>', 'for example openai/gpt-image-1')
    .option('-o, --out <file>', 'where to write it; - is standard output (image.png)')
    .option('-n, --count <count>', 'how many', readNumber)
    .option('--size <size>', 'for example 1024x1024')
    .option('--quality <quality>', 'low, medium, high')
    .action((words: string[], options: Options) => makeImage(context, words.join(' '), options))
}

const makeImage = async (context: Context, prompt: string, options: Options): Promise<void> => {
  const api = await context.api()
  const model = await chooseModel(context, api, options.model, 'image')
  const json = { model, prompt, n: options.count, size: options.size, quality: options.quality }
  const { images, pictures } = await tellOnInterrupt(
    context.terminal,
    'Stopped waiting. The image may still be made and charged.',
    '`gptget credits` shows your balance.',
    () => withProgress(context.terminal, 'making the image', () => draw(api, json)),
  )
  await hand(context, images, pictures, options)
  if (images.usage?.cost !== undefined) context.say(showUsd(images.usage.cost))
}

const draw = async (api: Api, json: object): Promise<{ images: Images; pictures: Uint8Array[] }> => {
  const headers = { 'idempotency-key': `cli-${crypto.randomUUID()}` }
  const images = await api.ask<Images>('POST', '/images/generations', { json, headers })
  return { images, pictures: await Promise.all(images.data.map((image) => bytesOf(api, image))) }
}

/** Writes the images to files and prints their names; with `--out -`, writes the bytes to standard output. */
const hand = async (
  context: Context,
  images: Images,
  pictures: Uint8Array[],
  options: Options,
): Promise<void> => {
  const { out = 'image.png' } = options
  if (out === '-') return pictures.forEach((picture) => void context.terminal.stdout.write(picture))
  const files: string[] = []
  for (const picture of pictures) {
    const file = await freeName(out)
    await writeFile(file, picture)
    files.push(file)
  }
  context.show(options, { ...images, files }, () => files.join('\n'))
}

const bytesOf = async (api: Api, { url, b64_json: base64 }: Images['data'][number]): Promise<Uint8Array> => {
  if (base64 !== undefined) return Buffer.from(base64, 'base64')
  return (await api.send('GET', pathOf(url ?? ''))).bytes()
}

/** The path of a URL of the server. Only the path is used, so that the key is never sent to another host. */
export const pathOf = (url: string): string => {
  const { pathname, search } = new URL(url)
  return pathname + search
}
