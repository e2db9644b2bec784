import { Search } from 'lucide-react'
import { m } from '../../messages/index.ts'
import { inputClass, SelectField } from '../../ui/field.tsx'
import { CONTEXTS, keysOf, MODALITIES, PRICES, SORTS } from './filter-models.ts'
import type { LeastContext, Modality, ModelFilters, MostPrice, Sort } from './filter-models.ts'

type FiltersProps = {
  filters: ModelFilters
  makers: readonly string[]
  providers: readonly string[]
  onChange: (changes: ModelFilters) => void
}

export const Filters = ({ filters, makers, providers, onChange }: FiltersProps) => (
  <div className="grid grid-cols-2 gap-3 sm:grid-cols-3">
    <div className="relative col-span-2 sm:col-span-3">
      <Search size={16} aria-hidden className="absolute top-2.5 left-3 text-faint" />
      <input
        type="search"
        aria-label={m.models.search}
        placeholder={m.models.search}
        className={`${inputClass} h-9 pl-9`}
        value={filters.q ?? ''}
        onChange={({ target }) => onChange({ q: target.value })}
      />
    </div>
    <SelectField
      label={m.models.modality}
      isLabelHidden
      value={filters.kind ?? 'any'}
      options={MODALITIES.map((kind) => [kind, m.models.modalities[kind]])}
      onChange={({ target }) =>
        onChange({ kind: target.value === 'any' ? undefined : (target.value as Modality) })
      }
    />
    <SelectField
      label={m.models.owner}
      isLabelHidden
      value={filters.maker ?? ''}
      options={[['', m.models.anyOwner], ...makers.map((maker): [string, string] => [maker, maker])]}
      onChange={({ target }) => onChange({ maker: target.value })}
    />
    <SelectField
      label={m.models.provider}
      isLabelHidden
      value={filters.provider ?? ''}
      options={[['', m.models.anyProvider], ...providers.map((one): [string, string] => [one, one])]}
      onChange={({ target }) => onChange({ provider: target.value })}
    />
    <SelectField
      label={m.models.context}
      isLabelHidden
      value={filters.context ?? ''}
      options={[
        ['', m.models.anyContext],
        ...keysOf(CONTEXTS).map((name): [string, string] => [name, m.models.contexts[name]]),
      ]}
      onChange={({ target }) => onChange({ context: target.value as LeastContext })}
    />
    <SelectField
      label={m.models.price}
      isLabelHidden
      value={filters.price ?? ''}
      options={[
        ['', m.models.anyPrice],
        ...keysOf(PRICES).map((name): [string, string] => [name, m.models.prices[name]]),
      ]}
      onChange={({ target }) => onChange({ price: target.value as MostPrice })}
    />
    <SelectField
      label={m.models.sort}
      isLabelHidden
      value={filters.sort ?? 'newest'}
      options={SORTS.map((sort) => [sort, m.models.sorts[sort]])}
      onChange={({ target }) => onChange({ sort: target.value as Sort })}
    />
    <label className="flex items-center gap-2 text-soft col-span-2 sm:col-span-3">
      <input
        type="checkbox"
        className="size-4 accent-accent"
        checked={filters.available ?? false}
        onChange={({ target }) => onChange({ available: target.checked })}
      />
      {m.models.onlyAvailable}
    </label>
  </div>
)
