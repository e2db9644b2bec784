import { createOpenAI } from '@ai-sdk/openai'
import { GoogleGenAI } from '@google/genai'
import { generateImage, generateSpeech, transcribe } from 'ai'
import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import OpenAI, { toFile } from 'openai'
import type { Kind } from './adapters.ts'

const PROMPT = 'A watercolor fox in a misty forest'
const TEXT = 'Hello from GptGet!'
const DOCUMENTS = ['Berlin is in Germany.', 'Paris is the capital of France.', 'Bread is baked.']
const QUERY = 'What is the capital of France?'

export type Caller = {
  baseUrl: string
  apiKey: string
  wav: Buffer
  folder: string
  python: Map<string, string>
}

type Ask = (caller: Caller, model: string) => Promise<Buffer | string>

/** A client and what it supports: bytes of images and speech, texts, and ranks as the order of documents. */
export type Client = {
  title: string
  packages: readonly string[]
  asks: Partial<Record<Kind, Ask>>
  only?: string
}

const openai = ({ baseUrl, apiKey }: Caller): OpenAI =>
  new OpenAI({ baseURL: baseUrl, apiKey, maxRetries: 0 })
const vercel = ({ baseUrl, apiKey }: Caller) => createOpenAI({ baseURL: baseUrl, apiKey })

/** Downloads an image from its URL on our server, with the caller's key. */
const read = async ({ apiKey }: Caller, url: string): Promise<Buffer> => {
  const answer = await fetch(url, { headers: { authorization: `Bearer ${apiKey}` } })
  return Buffer.from(await answer.arrayBuffer())
}

const openAiSdk: Client = {
  title: 'openai',
  packages: ['openai'],
  asks: {
    image: async (caller, model) => {
      const { data } = await openai(caller).images.generate({ model, prompt: PROMPT, n: 1 })
      return read(caller, data![0]!.url!)
    },
    speech: async (caller, model) => {
      const answer = await openai(caller).audio.speech.create({ model, input: TEXT, voice: 'alloy' })
      return Buffer.from(await answer.arrayBuffer())
    },
    transcript: async (caller, model) => {
      const file = await toFile(caller.wav, 'speech.wav')
      return (await openai(caller).audio.transcriptions.create({ model, file })).text
    },
    translation: async (caller, model) => {
      const file = await toFile(caller.wav, 'speech.wav')
      return (await openai(caller).audio.translations.create({ model, file })).text
    },
  },
}

const vercelSdk: Client = {
  title: 'ai',
  packages: ['ai', '@ai-sdk/openai'],
  asks: {
    image: async (caller, model) => {
      const { image } = await generateImage({
        model: vercel(caller).image(model),
        prompt: PROMPT,
        maxRetries: 0,
      })
      return Buffer.from(image.uint8Array)
    },
    speech: async (caller, model) => {
      const { audio } = await generateSpeech({
        model: vercel(caller).speech(model),
        text: TEXT,
        voice: 'alloy',
        outputFormat: 'mp3',
        maxRetries: 0,
      })
      return Buffer.from(audio.uint8Array)
    },
    transcript: async (caller, model) => {
      const { text } = await transcribe({
        model: vercel(caller).transcription(model),
        audio: caller.wav,
        maxRetries: 0,
      })
      return text
    },
  },
}

/** It supports only images in chat answers, which Google offers only for Gemini models. */
const googleSdk: Client = {
  title: '@google/genai',
  packages: ['@google/genai'],
  only: 'gemini',
  asks: {
    image: async ({ baseUrl, apiKey }, model) => {
      const google = new GoogleGenAI({ apiKey, httpOptions: { baseUrl: baseUrl.replace(/\/v1$/, '') } })
      const { candidates } = await google.models.generateContent({
        model,
        contents: PROMPT,
        config: { responseModalities: ['TEXT', 'IMAGE'] },
      })
      const part = candidates![0]!.content!.parts!.find(({ inlineData }) => inlineData)
      return Buffer.from(part!.inlineData!.data!, 'base64')
    },
  },
}

const curl = async ({ baseUrl, apiKey }: Caller, at: string, args: string[]): Promise<string> => {
  const key = ['-H', `Authorization: Bearer ${apiKey}`]
  return (await promisify(execFile)('curl', ['-s', `${baseUrl}${at}`, ...key, ...args])).stdout
}

/** The call from the public page: `-d` without a content type. */
const curlWays: Client = {
  title: 'curl',
  packages: [],
  asks: {
    image: async (caller, model) => {
      const body = JSON.stringify({ model, prompt: PROMPT, n: 1 })
      const answer = JSON.parse(
        await curl(caller, '/images/generations', ['-d', body]),
      ) as OpenAI.ImagesResponse
      return read(caller, answer.data![0]!.url!)
    },
    speech: async (caller, model) => {
      const body = JSON.stringify({ model, input: TEXT, voice: 'alloy', response_format: 'mp3' })
      const file = path.join(caller.folder, 'speech.mp3')
      await curl(caller, '/audio/speech', ['-d', body, '--output', file])
      return readFile(file)
    },
    transcript: (caller, model) => curlSound(caller, '/audio/transcriptions', model),
    translation: (caller, model) => curlSound(caller, '/audio/translations', model),
    ranks: async (caller, model) => {
      const body = JSON.stringify({ model, query: QUERY, documents: DOCUMENTS })
      const { results } = JSON.parse(await curl(caller, '/rerank', ['-d', body])) as {
        results: { index: number }[]
      }
      return results.map(({ index }) => index).join(' ')
    },
  },
}

const curlSound = async (caller: Caller, at: string, model: string): Promise<string> => {
  const file = path.join(caller.folder, 'audio.wav')
  await writeFile(file, caller.wav)
  return (
    JSON.parse(await curl(caller, at, ['-F', `model=${model}`, '-F', `file=@${file}`])) as { text: string }
  ).text
}

/** One run of `ask.py` covers all of its cells, because Python starts slowly. */
const fromPython =
  (kind: Kind, isText: boolean): Ask =>
  async ({ python }, model) => {
    const made = python.get(`${kind} ${model}`)
    if (made === undefined) throw new Error(`the Python SDK was not asked for ${kind} of ${model}`)
    return isText ? made : Buffer.from(made, 'base64')
  }

const pythonSdk: Client = {
  title: 'openai (Python)',
  packages: [],
  asks: {
    image: fromPython('image', false),
    speech: fromPython('speech', false),
    transcript: fromPython('transcript', true),
    translation: fromPython('translation', true),
  },
}

export const CLIENTS: readonly Client[] = [openAiSdk, pythonSdk, vercelSdk, googleSdk, curlWays]
