import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Boxes } from 'lucide-react'
import { useDeferredValue, useMemo } from 'react'
import { modelsQuery, type Model } from '../../api/models.ts'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty, Failure, LoadingRows } from '../../ui/states.tsx'
import { filterModels, type ModelFilters } from './filter-models.ts'
import { Filters } from './filters.tsx'
import { ModelTable } from './model-table.tsx'

/** Every model and its price, also for who is not signed in. */
export const ModelsPage = () => {
  const { data, error, refetch } = useQuery(modelsQuery)
  return (
    <Page title={m.models.title} text={m.models.text} width="wide">
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && !error && <LoadingRows rows={10} />}
      {data && <Catalog models={data} />}
    </Page>
  )
}

const Catalog = ({ models }: { models: Model[] }) => {
  const filters: ModelFilters = useSearch({ strict: false })
  const navigate = useNavigate()
  const change = (changes: ModelFilters) => {
    const search = Object.fromEntries(Object.entries({ ...filters, ...changes }).filter(([, value]) => value))
    void navigate({ to: '.', search, replace: true, resetScroll: false })
  }
  const wanted = useDeferredValue(filters)
  const shown = useMemo(() => filterModels(models, wanted), [models, wanted])
  const makers = useMemo(() => [...new Set(models.map(({ owner }) => owner))].sort(), [models])
  return (
    <>
      <Filters filters={filters} makers={makers} onChange={change} />
      <p role="status" className="my-3 text-sm text-soft">
        {m.models.count(shown.length, models.length)}
      </p>
      {shown.length > 0 ? (
        <ModelTable models={shown} />
      ) : (
        <Empty icon={<Boxes size={22} aria-hidden />} title={m.models.emptyTitle} text={m.models.emptyText}>
          <Button onClick={() => void navigate({ to: '.', search: {}, replace: true })}>
            {m.models.clear}
          </Button>
        </Empty>
      )}
    </>
  )
}
