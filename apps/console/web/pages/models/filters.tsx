import { Search } from 'lucide-react'
import { m } from '../../messages/index.ts'
import { inputClass, SelectField } from '../../ui/field.tsx'
import { MODALITIES, SORTS, type Modality, type ModelFilters, type Sort } from './filter-models.ts'

type FiltersProps = {
  filters: ModelFilters
  makers: readonly string[]
  onChange: (changes: ModelFilters) => void
}

export const Filters = ({ filters, makers, onChange }: FiltersProps) => (
  <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-[2fr_1fr_1fr_1fr]">
    <div className="relative sm:col-span-2 lg:col-span-1">
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
      label={m.models.sort}
      isLabelHidden
      value={filters.sort ?? 'newest'}
      options={SORTS.map((sort) => [sort, m.models.sorts[sort]])}
      onChange={({ target }) => onChange({ sort: target.value as Sort })}
    />
    <label className="flex items-center gap-2 text-soft sm:col-span-2 lg:col-span-4">
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
