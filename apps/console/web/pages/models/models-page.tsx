import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Boxes } from 'lucide-react'
import { useCallback, useDeferredValue, useMemo } from 'react'
import { modelProvidersQuery, type ModelProvider } from '../../api/model-providers.ts'
import { modelsQuery, type Model } from '../../api/models.ts'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty, Failure, LoadingRows } from '../../ui/states.tsx'
import { filterModels, type ModelFilters } from './filter-models.ts'
import { Filters } from './filters.tsx'
import { ModelModal } from './model-modal.tsx'
import { ModelTable } from './model-table.tsx'

/** All models with their prices; public. */
export const ModelsPage = () => {
  const { data: models, error, refetch } = useQuery(modelsQuery)
  // Drawing so many takes a while: deferred, it leaves room for what the reader does meanwhile.
  const data = useDeferredValue(models)
  return (
    <Page title={m.models.title} text={m.models.text} width="wide">
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && !error && <LoadingRows rows={10} />}
      {data && <Catalog models={data} />}
    </Page>
  )
}

export type ModelSearch = ModelFilters & {
  /** The model whose details are open. */
  model?: string
}

const Catalog = ({ models }: { models: Model[] }) => {
  const filters: ModelSearch = useSearch({ strict: false })
  const { data: providers = [] } = useQuery(modelProvidersQuery)
  const navigate = useNavigate()
  const change = (changes: ModelSearch) => {
    const search = Object.fromEntries(Object.entries({ ...filters, ...changes }).filter(([, value]) => value))
    void navigate({ to: '.', search, ...STAY })
  }
  const wanted = useDeferredValue(filters)
  const served = useMemo(() => servedBy(providers, wanted.provider), [providers, wanted.provider])
  const shown = useMemo(() => filterModels(models, wanted, served), [models, wanted, served])
  const open = useCallback(
    (id: string) => void navigate({ to: '.', search: (all) => ({ ...all, model: id }), ...STAY }),
    [navigate],
  )
  const makers = useMemo(() => [...new Set(models.map(({ owner }) => owner))].sort(), [models])
  return (
    <>
      <Filters
        filters={filters}
        makers={makers}
        providers={[...new Set(providers.map(({ provider }) => provider))].sort()}
        onChange={change}
      />
      <p role="status" className="my-3 text-sm text-soft">
        {m.models.count(shown.length, models.length)}
      </p>
      {shown.length > 0 ? (
        <ModelTable models={shown} onOpen={open} />
      ) : (
        <Empty icon={<Boxes size={22} aria-hidden />} title={m.models.emptyTitle} text={m.models.emptyText}>
          <Button onClick={() => void navigate({ to: '.', search: {}, replace: true })}>
            {m.models.clear}
          </Button>
        </Empty>
      )}
      <ModelModal
        model={models.find(({ id }) => id === filters.model)}
        providers={providers}
        onClose={() => change({ model: undefined })}
      />
    </>
  )
}

const STAY = { replace: true, resetScroll: false }

/** The models of one provider; undefined: none is chosen. */
const servedBy = (providers: readonly ModelProvider[], wanted: string | undefined) =>
  wanted === undefined
    ? undefined
    : new Set(providers.filter(({ provider }) => provider === wanted).flatMap(({ models }) => models))
