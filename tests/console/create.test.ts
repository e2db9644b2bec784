import { openAiImageAnswer } from '@gptget/testkit'
import { expect, it } from 'vitest'
import { pngOf } from '../platform/pictures.ts'
import { UPSTREAM_KEY } from '../platform/scripted-config.ts'
import { usePlatform } from '../platform/use-platform.ts'
import { findBarriers, keepPicture, useBrowser } from './use-pages.ts'

const MODEL = 'openai/painter'
const PROMPT = 'A red lighthouse at dawn'

const world = useBrowser(
  usePlatform((upstream) => ({
    console: 1,
    config: {
      providers: { openai: { base_url: `${upstream.url}/v1`, api_key: UPSTREAM_KEY } },
      models: {
        [MODEL]: {
          routes: [{ provider: 'openai', model: 'painter' }],
          price: { per_image: 0.04 },
          output_modalities: ['image'],
        },
      },
    },
  })),
)

it('an image is made in the requested size, shown with its cost, and can be downloaded', async () => {
  world.upstream.script({
    match: { path: /images/ },
    steps: openAiImageAnswer([pngOf(1536, 1024).toString('base64')]),
  })
  const page = await world.open()
  await world.enter(page, '/playground/images')
  await page.getByLabel('Model').selectOption(MODEL)
  await page.getByLabel('What the image should show').fill(PROMPT)
  await page.getByLabel('Size').selectOption('1536x1024')
  await page.getByRole('button', { name: 'Create', exact: true }).click()
  const image = page.getByRole('img', { name: PROMPT })
  await image.waitFor()
  await expect
    .poll(() => image.evaluate((element) => (element as unknown as { naturalWidth: number }).naturalWidth))
    .toBe(1536)
  await page.getByText('$0.04').first().waitFor()
  const downloading = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download' }).click()
  expect((await downloading).suggestedFilename()).toBe('image.png')
  const [sent] = world.upstream.requests().filter(({ path }) => path.includes('images'))
  expect(sent?.json).toMatchObject({ prompt: PROMPT, size: '1536x1024' })
  await keepPicture(page, 'image-made')
  expect(await findBarriers(page)).toEqual([])
  await page.setViewportSize({ width: 390, height: 844 })
  await keepPicture(page, 'image-made-phone')
  expect(world.complaints).toEqual([])
})
