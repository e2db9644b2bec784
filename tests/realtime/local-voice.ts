import { startLocalModel, type LocalModel } from '../../apps/local-model/tests/start-local-model.ts'
import type { OperatorConfig } from '../platform/start-platform.ts'

export { startLocalModel, type LocalModel }

const model = (id: string, output: string[], price: object) => ({
  routes: [{ provider: 'here', model: id }],
  price,
  output_modalities: output,
})

/** The models of a completely local conversation: transcription, chat and speech. */
export const localConfig = ({ url, modelId }: LocalModel): OperatorConfig => {
  return {
    providers: { here: { dialect: 'openai', base_url: `${url}/v1`, api_key: 'none' } },
    models: {
      [modelId]: model(modelId.replace('local/', ''), ['text'], { input: 0.05, output: 0.1 }),
      'local/flite': model('flite', ['speech'], { per_million_characters: 0.5 }),
      'local/moonshine-tiny': model('moonshine-tiny', ['transcription'], { per_minute: 0.0001 }),
    },
  }
}

/** Speaks a text with the smallest voice. Returns samples of 24 kHz. @throws Error with the answer if it fails */
export const spokenBy = async (baseUrl: string, apiKey: string, input: string): Promise<Buffer> => {
  const answer = await fetch(`${baseUrl}/audio/speech`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'local/flite', voice: 'alloy', input, response_format: 'pcm' }),
  })
  if (answer.status !== 200) throw new Error(await answer.text())
  return Buffer.from(await answer.arrayBuffer())
}

/** Questions that the smallest model transcribes correctly when spoken by the smallest voice. */
export const QUESTIONS = [
  'Where does the river begin?',
  'What should I cook for dinner?',
  'Which color do you prefer?',
  'Is it going to rain tomorrow?',
  'What is your favorite animal?',
  'Why do people dance?',
  'Where can I buy a ticket?',
  'Where is the nearest station?',
  'What time is it in London?',
  'What is the capital of France?',
  'Will it snow this winter?',
  'Are there any apples left?',
  'What is the weather like today?',
  'Did you see the moon last night?',
  'Can we meet at the station?',
  'What kind of music do you like?',
  'Where did you put my keys?',
  'What did you learn at school?',
  'How many people live in your city?',
  'When does the train leave?',
]

export const wordsOf = (text: string): string[] => text.toLowerCase().match(/[a-z']+/g) ?? []
