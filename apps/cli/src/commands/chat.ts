import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { CliError } from '../cli-error.ts'
import { EXIT } from '../exit-codes.ts'
import { converse } from '../chat/converse.ts'
import { printAnswer, type ChatRequest } from '../chat/print-answer.ts'
import { questionOf, readStdin } from '../chat/question.ts'
import { chooseModel } from './choose-model.ts'
import { readNumber } from './keys.ts'
import { withJson, type Json } from './with-json.ts'

export type ChatOptions = Json & {
  model?: string
  system?: string
  file?: string[]
  image?: string[]
  jsonSchema?: string
  maxTokens?: number
  temperature?: number
  markdown: boolean
}

const several = (value: string, before: string[] = []): string[] => [...before, value]

export const addChat = (program: Command, context: Context): void => {
  withJson(
    program.command('chat').description('ask a model; standard input and files become part of the question'),
  )
    .argument('[words...]', 'the question; without one, a conversation starts')
    .option('-m, --model <id>', 'for example openai/gpt-4o; the default is GPTGET_MODEL')
    .option('-s, --system <text>', 'how the model should behave')
    .option('-f, --file <path>', 'a text file to add to the question (repeatable)', several)
    .option('-i, --image <path or url>', 'an image to add to the question (repeatable)', several)
    .option('--json-schema <path>', 'a JSON schema that the answer must match')
    .option('--max-tokens <count>', 'maximum length of the answer', readNumber)
    .option('--temperature <number>', 'randomness of the answer', readNumber)
    .option('--no-markdown', 'print the text without rendering Markdown')
    .action((words: string[], options: ChatOptions) => chat(context, words, options))
}

const chat = async (context: Context, words: string[], options: ChatOptions): Promise<void> => {
  const api = await context.api()
  const piped = await readStdin(context.terminal)
  const text = [words.join(' '), piped].filter((part) => part !== '').join('\n\n')
  const isAlone = text === '' && !options.file && !options.image
  if (isAlone && !context.terminal.stdin.isTTY)
    throw new CliError('The question is empty.', {
      exitCode: EXIT.misused,
      advice: 'Write it as arguments, or pipe it in: `gptget chat "What is a lighthouse for?"`.',
    })
  const request = await requestOf(options, await chooseModel(context, api, options.model, 'text'))
  if (isAlone) return converse(context, api, request, options)
  const content = await questionOf(text, options)
  await printAnswer(
    context,
    api,
    { ...request, messages: [...request.messages, { role: 'user', content }] },
    options,
  )
}

const requestOf = async (options: ChatOptions, model: string): Promise<ChatRequest> => ({
  model,
  messages: options.system === undefined ? [] : [{ role: 'system', content: options.system }],
  ...(options.maxTokens === undefined ? {} : { max_tokens: options.maxTokens }),
  ...(options.temperature === undefined ? {} : { temperature: options.temperature }),
  ...(options.jsonSchema === undefined ? {} : { response_format: await readSchema(options.jsonSchema) }),
})

const readSchema = async (file: string): Promise<object> => {
  try {
    const schema = JSON.parse(await readFile(file, 'utf8')) as object
    return { type: 'json_schema', json_schema: { name: 'answer', schema } }
  } catch (cause) {
    throw new CliError(`${file} is not a JSON schema: ${(cause as Error).message}`, {
      exitCode: EXIT.misused,
      cause,
    })
  }
}
