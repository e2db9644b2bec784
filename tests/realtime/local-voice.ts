import { startLocalModel, type LocalModel } from '../../apps/local-model/tests/start-local-model.ts'
import type { OperatorConfig } from '../platform/start-platform.ts'

export { startLocalModel, type LocalModel }

const model = (id: string, output: string[], price: object) => ({
  routes: [{ provider: 'here', model: id }],
  price,
  output_modalities: output,
})

/** Everything that a wholly local conversation needs: ears, a mind and a voice, all of this machine. */
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

/** Questions that the smallest of models hears right, spoken by the smallest of voices. */
export const QUESTIONS = [
  'What is a lighthouse for?',
  'Where does the river begin?',
  'How do people make bread?',
  'Why is the sky blue?',
  'Can you tell me a story?',
  'What should I cook for dinner?',
  'Who wrote this book?',
  'When will the train arrive?',
  'Do you like the garden?',
  'How old is this bridge?',
  'What makes bread rise?',
  'Which color do you prefer?',
  'Why do leaves fall in autumn?',
  'How far away is the moon?',
  'What did you learn today?',
  'Where can I buy some flowers?',
  'Is it going to rain tomorrow?',
  'What is your favorite animal?',
  'How does a piano work?',
  'Why do people dance?',
]

export const wordsOf = (text: string): string[] => text.toLowerCase().match(/[a-z']+/g) ?? []
