import { openAsBlob } from 'node:fs'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Option, type Command } from 'commander'
import { readStdin } from '../chat/question.ts'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { showUsd } from '../output/amounts.ts'
import { saveBody } from '../output/save-body.ts'
import { withProgress } from '../output/progress.ts'
import { tellOnInterrupt } from '../tell-on-interrupt.ts'
import { chooseModel } from './choose-model.ts'
import { freeName } from './free-name.ts'
import { readNumber } from './keys.ts'
import { withJson, type Json } from './with-json.ts'

const FORMATS = ['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm']
type Speak = Json & { model?: string; voice?: string; out?: string; format?: string; speed?: number }
type Transcribe = Json & { model?: string; language?: string; format: string }

export const addSpeech = (program: Command, context: Context): void => {
  withJson(program.command('speak').description('speak a text, from arguments or standard input'))
    .argument('[words...]')
    .option('-m, --model <id>', 'for example openai/tts-1')
    .option('--voice <name>', 'for example alloy')
    .option('-o, --out <file>', 'where to write it; - is standard output (speech.mp3)')
    .addOption(
      new Option('--format <format>', 'audio format; the default follows the file name, else mp3').choices(
        FORMATS,
      ),
    )
    .option('--speed <number>', '1 is normal speed', readNumber)
    .action((words: string[], options: Speak) => speak(context, words.join(' '), options))
  withJson(program.command('transcribe').description('transcribe an audio file'))
    .argument('<file>')
    .option('-m, --model <id>', 'for example openai/whisper-1')
    .option('--language <code>', 'the spoken language, for example en')
    .addOption(
      new Option('--format <format>', 'transcript format').choices(['text', 'srt', 'vtt']).default('text'),
    )
    .action((file: string, options: Transcribe) => transcribe(context, file, options))
}

const speak = async (context: Context, words: string, options: Speak): Promise<void> => {
  const api = await context.api()
  const input = words || (await readStdin(context.terminal))
  if (input === '') throw new CliError('The text is empty.', { exitCode: EXIT.misused })
  const model = await chooseModel(context, api, options.model, 'speech')
  const format = soundFormatOf(options)
  const json = {
    model,
    input,
    voice: options.voice ?? 'alloy',
    response_format: format,
    speed: options.speed,
  }
  await paid(context, async () => {
    const response = await api.send('POST', '/audio/speech', { json })
    if (options.out === '-')
      return pipeline(Readable.fromWeb(response.body as never), context.terminal.stdout, { end: false })
    const file = await freeName(options.out ?? `speech.${format}`)
    await saveBody(file, response)
    context.show(options, { model, file }, () => file)
  })
}

/** The format that is asked for, else that which the file is called by, else MP3. */
export const soundFormatOf = ({ format, out = '' }: Pick<Speak, 'format' | 'out'>): string => {
  const called = path.extname(out).slice(1).toLowerCase().replace(/^ogg$/, 'opus')
  return format ?? (FORMATS.includes(called) ? called : 'mp3')
}

type Transcript = { text: string; usage?: { cost?: number } }

const transcribe = async (context: Context, file: string, options: Transcribe): Promise<void> => {
  const api = await context.api()
  const form = new FormData()
  form.set('model', await chooseModel(context, api, options.model, 'transcription'))
  if (options.language !== undefined) form.set('language', options.language)
  form.set('response_format', options.format === 'text' ? 'json' : options.format)
  form.set('file', await soundOf(file), path.basename(file))
  const text = await paid(context, () =>
    withProgress(context.terminal, `transcribing ${path.basename(file)}`, async () =>
      (await api.send('POST', '/audio/transcriptions', { body: form })).text(),
    ),
  )
  if (options.format !== 'text') return context.show({}, null, () => text.trimEnd())
  const transcript = JSON.parse(text) as Transcript
  context.show(options, transcript, () => transcript.text)
  if (transcript.usage?.cost !== undefined) context.say(showUsd(transcript.usage.cost))
}

const paid = <Answer>({ terminal }: Context, attempt: () => Promise<Answer>): Promise<Answer> =>
  tellOnInterrupt(
    terminal,
    'Stopped. What the server had begun is charged.',
    '`gptget credits` shows what is left.',
    attempt,
  )

const soundOf = async (file: string): Promise<Blob> => {
  try {
    return await openAsBlob(file)
  } catch (cause) {
    throw new CliError(`${file} cannot be read.`, { exitCode: EXIT.misused, cause })
  }
}
