import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { modelsQuery } from '../../api/models.ts'
import { simulationQuery, type Simulation, type SimulationFields } from '../../api/simulation.ts'
import { m } from '../../messages/index.ts'
import { Badge } from '../../ui/badge.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { formatUsd } from '../../ui/format.ts'
import { Failure, LoadingRows } from '../../ui/states.tsx'
import { Table, Td, Th } from '../../ui/table.tsx'
import { ModelPicker } from '../models/model-picker.tsx'

/** The routes that would be tried, in order, and why others would not. The input is in the address. */
export const Simulator = () => {
  const search: SimulationFields = useSearch({ from: '/signed-in/admin/providers' })
  const navigate = useNavigate({ from: '/admin/providers' })
  const { data: models = [] } = useQuery(modelsQuery)
  const change = (changes: SimulationFields) =>
    void navigate({
      search: Object.fromEntries(Object.entries({ ...search, ...changes }).filter(([, value]) => value)),
      replace: true,
      resetScroll: false,
    })
  return (
    <section className="rounded-lg border border-line bg-card p-4 sm:p-5">
      <h2 className="text-lg font-semibold">{m.routing.simulator}</h2>
      <p className="mt-1 mb-4 text-soft">{m.routing.simulatorText}</p>
      <div className="grid items-end gap-3 sm:grid-cols-2 lg:grid-cols-4">
        <ModelPicker
          models={models.filter(({ available, output }) => available && output.includes('text'))}
          value={search.model ?? ''}
          onChange={(model) => change({ model })}
        />
        <SelectField
          label={m.routing.sort}
          value={search.sort ?? ''}
          options={Object.entries(m.routing.sorts).map(([value, label]) => [
            value === 'usual' ? '' : value,
            label,
          ])}
          onChange={({ target }) => change({ sort: target.value })}
        />
        <TextField
          label={m.routing.ignore}
          defaultValue={search.ignore}
          placeholder="azure-eu, openai"
          onBlur={({ target }) => change({ ignore: target.value.trim() })}
        />
        <TextField
          label={m.routing.tokens}
          type="number"
          min={1}
          defaultValue={search.tokens}
          onBlur={({ target }) => change({ tokens: target.value })}
        />
      </div>
      {search.model !== undefined && <Answer fields={search} />}
    </section>
  )
}

const Answer = ({ fields }: { fields: SimulationFields }) => {
  const { data, error, refetch } = useQuery(simulationQuery(fields))
  return (
    <div className="mt-5" aria-live="polite">
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && !error && <LoadingRows rows={2} />}
      {data && <Plan plan={data} />}
    </div>
  )
}

const Plan = ({ plan }: { plan: Simulation }) => (
  <>
    <p className="mb-3 text-soft">
      {m.routing.strategies[plan.strategy as 'price'] ?? plan.strategy}{' '}
      {m.routing.largest(formatUsd(plan.largest_cost))}{' '}
      {plan.hedge_after_ms !== null && m.routing.hedged(m.receipt.seconds(plan.hedge_after_ms))}
    </p>
    {plan.routes.length === 0 ? <p>{m.routing.none}</p> : <PlanTable plan={plan} />}
    {plan.excluded_providers.length > 0 && (
      <>
        <h3 className="mt-5 mb-2 font-semibold">{m.routing.excluded}</h3>
        <ul className="flex flex-col gap-1 text-soft">
          {plan.excluded_providers.map(({ provider_name, model, reason }) => (
            <li key={`${provider_name} ${model}`}>
              <span className="font-medium text-text">{provider_name}</span> <code>{model}</code>: {reason}
            </li>
          ))}
        </ul>
      </>
    )}
  </>
)

const PlanTable = ({ plan }: { plan: Simulation }) => (
  <Table label={m.routing.simulator}>
    <thead>
      <tr>
        <Th>{m.admin.provider}</Th>
        <Th>{m.admin.model}</Th>
        <Th>{m.admin.circuit}</Th>
        {[m.routing.chance, m.routing.cost, m.admin.firstToken, m.admin.speed].map((name) => (
          <Th key={name} className="text-right">
            {name}
          </Th>
        ))}
      </tr>
    </thead>
    <tbody>
      {plan.routes.map(({ provider_name, model, public_model, chance, largest_cost, health }) => (
        <tr key={`${provider_name} ${model} ${public_model}`}>
          <Td className="font-medium">{provider_name}</Td>
          <Td>
            <code className="text-soft">{model}</code>
          </Td>
          <Td>
            <Badge tone={health.circuit === 'closed' ? 'good' : 'warn'}>
              {m.routing.circuits[health.circuit]}
            </Badge>
          </Td>
          <Td className="nums text-right">{m.routing.percent(chance)}</Td>
          <Td className="nums text-right">{largest_cost === null ? '–' : formatUsd(largest_cost)}</Td>
          <Td className="nums text-right">
            {health.latency_p50 === null ? '–' : m.receipt.seconds(health.latency_p50)}
          </Td>
          <Td className="nums text-right">{health.tokens_per_second?.toFixed(0) ?? '–'}</Td>
        </tr>
      ))}
    </tbody>
  </Table>
)
