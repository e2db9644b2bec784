import { transcript } from '@gptget/testkit'
import type { Page } from 'playwright-core'
import { scriptedConfig } from '../platform/scripted-config.ts'
import { usePlatform, type World } from '../platform/use-platform.ts'
import { useBrowser, type Browsing } from './use-pages.ts'

/** A PNG of one red pixel. */
export const PICTURE = {
  name: "Zoë's cat.png",
  mimeType: 'image/png',
  buffer: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
    'base64',
  ),
}

export const PDF = {
  name: 'paper.pdf',
  mimeType: 'application/pdf',
  buffer: Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF'),
}

const SCRIPTS = ['text-5', 'tools', 'reasoning-4']

/** A platform whose models accept images and files, call tools and reason, with its console and a browser. */
export const usePlayground = (): World & Browsing =>
  useBrowser(
    usePlatform((upstream) => {
      const { models, ...config } = scriptedConfig(upstream, SCRIPTS)
      const blind = { ...(models['test/text-5'] as object), input_modalities: ['text'] }
      const seeing = Object.entries(models).map(([id, model]) => [
        id,
        {
          ...(model as object),
          input_modalities: ['text', 'image', 'file', 'audio'],
          supported_parameters: [
            'tools',
            'tool_choice',
            'temperature',
            'top_p',
            'seed',
            'stop',
            'max_tokens',
            'frequency_penalty',
            'presence_penalty',
            'reasoning_effort',
            'response_format',
            'structured_outputs',
          ],
        },
      ])
      return {
        console: 1,
        config: { ...config, models: { ...Object.fromEntries(seeing), 'test/blind': blind } },
      }
    }),
  )

/** Opens the chat with `test/text-5` as the administrator. */
export const openPlayground = async (world: World & Browsing): Promise<Page> => {
  const page = await world.open()
  await world.enter(page, '/playground?model=test%2Ftext-5')
  await page.getByLabel('Model: test/text-5').waitFor()
  return page
}

export const saying = (text: string) => ({ transcript: transcript({ text: [text] }) })
