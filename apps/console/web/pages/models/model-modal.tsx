import type { ModelProvider } from '../../api/model-providers.ts'
import type { Model } from '../../api/models.ts'
import { m } from '../../messages/index.ts'
import { Badge } from '../../ui/badge.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { formatCompact, formatDay } from '../../ui/format.ts'
import { Modal } from '../../ui/modal.tsx'
import { Table, Td, Th } from '../../ui/table.tsx'
import { priceOf, unitPrice } from './model-row.tsx'

type ModelModalProps = {
  model: Model | undefined
  providers: readonly ModelProvider[]
  onClose: () => void
}

/** A model's details, and how the providers here serve it. */
export const ModelModal = ({ model, providers, onClose }: ModelModalProps) => (
  <Modal
    title={model?.name ?? ''}
    text={model?.description ?? undefined}
    size="md"
    isOpen={model !== undefined}
    onClose={onClose}
  >
    {model && (
      <div className="flex flex-col gap-5">
        <div className="flex items-center gap-2">
          <code className="min-w-0 break-all text-soft">{model.id}</code>
          <CopyButton text={model.id} label={m.models.copyId(model.id)} />
        </div>
        {model.retires && (
          <p className="rounded-md bg-warn-soft px-3 py-2 text-warn">
            {m.models.retires(formatDay(model.retires))}{' '}
            {model.replacement && m.models.replacedBy(model.replacement)}
          </p>
        )}
        <Facts model={model} />
        <Providers providers={providers.filter(({ models }) => models.includes(model.id))} />
      </div>
    )}
  </Modal>
)

const Facts = ({ model }: { model: Model }) => {
  const { price, context, maxOutput, input, output, parameters } = model
  const counted = unitPrice(model)
  const facts: [string, string | null][] = [
    [m.models.readsWrites, m.models.arrow(input.join(', '), output.join(', '))],
    [m.models.context, context === null ? null : formatCompact(context)],
    [m.models.maxOutput, maxOutput === null ? null : formatCompact(maxOutput)],
    [m.models.price, counted],
    [m.models.input, counted === null ? priceOf(price.input) : null],
    [m.models.cached, price.cachedInput === null ? null : priceOf(price.cachedInput)],
    [m.models.output, counted === null ? priceOf(price.output) : null],
    [m.models.parameters, parameters.length === 0 ? null : parameters.join(', ')],
  ]
  return (
    <dl className="grid gap-x-6 gap-y-2 grid-cols-[auto_1fr]">
      {facts.map(
        ([name, value]) =>
          value !== null && (
            <div key={name} className="contents">
              <dt className="text-soft">{name}</dt>
              <dd className="nums break-words">{value}</dd>
            </div>
          ),
      )}
    </dl>
  )
}

const Providers = ({ providers }: { providers: readonly ModelProvider[] }) => (
  <section>
    <h3 className="font-medium">{m.models.providers}</h3>
    {providers.length === 0 && <p className="text-soft">{m.models.noProviders}</p>}
    {providers.length > 0 && (
      <>
        <p className="mb-2 text-sm text-soft">{m.models.providersText}</p>
        <Table label={m.models.providers}>
          <thead>
            <tr>
              <Th>{m.models.provider}</Th>
              <Th>{m.models.health}</Th>
              <Th className="text-right">{m.models.firstToken}</Th>
              <Th className="text-right">{m.models.speed}</Th>
            </tr>
          </thead>
          <tbody>
            {providers.map((one) => (
              <Provider key={one.provider} provider={one} />
            ))}
          </tbody>
        </Table>
      </>
    )}
  </section>
)

const Provider = ({
  provider: { provider, serves, firstTokenMs, tokensPerSecond },
}: {
  provider: ModelProvider
}) => (
  <tr>
    <Td className="font-medium">{provider}</Td>
    <Td>
      <Badge tone={serves ? 'good' : 'bad'}>{serves ? m.models.serving : m.models.failing}</Badge>
    </Td>
    <Td className="nums text-right">{firstTokenMs === null ? '–' : m.receipt.seconds(firstTokenMs)}</Td>
    <Td className="nums text-right">{tokensPerSecond === null ? '–' : tokensPerSecond.toFixed(0)}</Td>
  </tr>
)
