import { createInterface } from 'node:readline/promises'
import type { Api } from '../api/api.ts'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'
import { styled } from '../output/style.ts'
import { printAnswer, type ChatRequest } from './print-answer.ts'

/** Asks questions in turn until Ctrl-D or Ctrl-C. Prints errors and continues, so that a question can be repeated. */
export const converse = async (
  context: Context,
  api: Api,
  request: ChatRequest,
  options: { json?: boolean; markdown: boolean },
): Promise<void> => {
  const { stdin, stderr, signal } = context.terminal
  context.say(`Chatting with ${request.model}. Press Ctrl-D to end.`)
  const reader = createInterface({ input: stdin, output: stderr, terminal: true })
  // readline puts the terminal into raw mode: it receives Ctrl-C, and the process gets no SIGINT.
  reader.on('SIGINT', () => reader.close())
  const messages = [...request.messages]
  try {
    reader.setPrompt(styled(stderr, 'bold', '> '))
    reader.prompt()
    for await (const line of reader) {
      if (signal.aborted) return
      if (line.trim() !== '') await answer(line)
      reader.prompt()
    }
  } finally {
    reader.close()
    stderr.write('\n')
  }
  async function answer(question: string): Promise<void> {
    messages.push({ role: 'user', content: question })
    try {
      const content = await printAnswer(context, api, { ...request, messages }, options)
      messages.push({ role: 'assistant', content })
    } catch (error) {
      if (!(error instanceof CliError)) throw error
      messages.pop()
      stderr.write(`${styled(stderr, 'red', 'error:')} ${error.message}\n`)
    }
  }
}
