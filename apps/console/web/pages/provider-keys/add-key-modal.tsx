import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { modelsQuery } from '../../api/models.ts'
import { providerKeysQuery, storeProviderKey } from '../../api/provider-keys.ts'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { Modal, ModalActions } from '../../ui/modal.tsx'
import { Failure, LoadingRows } from '../../ui/states.tsx'
import { say } from '../../ui/say.ts'
import { useForm } from '../entrance/use-form.ts'

/** Adds a key. No page shows it again. */
export const AddKeyModal = ({ onClose }: { onClose: () => void }) => {
  const client = useQueryClient()
  const { data: models, error } = useQuery(modelsQuery)
  const { work, onSubmit } = useForm(
    ({ provider = '', key = '', name = '' }) =>
      storeProviderKey({ provider, api_key: key.trim(), ...(name.trim() && { name: name.trim() }) }),
    async () => {
      say(m.providerKeys.saved)
      onClose()
      await client.invalidateQueries({ queryKey: providerKeysQuery.queryKey })
    },
  )
  const providers = [...new Set(models?.flatMap(({ ownKeyProviders }) => ownKeyProviders))].toSorted()
  return (
    <Modal title={m.providerKeys.add} text={m.providerKeys.addText} isOpen onClose={onClose}>
      {error && <Failure error={error} />}
      {models === undefined && !error && <LoadingRows rows={3} />}
      {models !== undefined && providers.length === 0 && <p>{m.providerKeys.noProviders}</p>}
      {providers.length > 0 && (
        <form onSubmit={onSubmit} className="flex flex-col gap-4">
          {work.isError && <Failure error={work.error} />}
          <ProviderField providers={providers} />
          <TextField
            name="key"
            type="password"
            label={m.providerKeys.key}
            hint={m.providerKeys.keyHint}
            autoComplete="off"
            maxLength={1_000}
            required
          />
          <TextField
            name="name"
            label={`${m.providerKeys.name} (${m.common.optional})`}
            placeholder={m.providerKeys.namePlaceholder}
            maxLength={200}
          />
          <ModalActions>
            <Button onClick={onClose}>{m.common.cancel}</Button>
            <Button type="submit" look="primary" isBusy={work.isPending}>
              {m.providerKeys.add}
            </Button>
          </ModalActions>
        </form>
      )}
    </Modal>
  )
}

/** A provider has one key: this names the one that is replaced. */
const ProviderField = ({ providers }: { providers: readonly string[] }) => {
  const [provider, setProvider] = useState(providers[0]!)
  const { data: keys = [] } = useQuery(providerKeysQuery)
  const known = keys.find((key) => key.provider === provider)
  return (
    <SelectField
      name="provider"
      label={m.providerKeys.provider}
      hint={known && m.providerKeys.replaces(known.label)}
      options={providers.map((id) => [id, id])}
      value={provider}
      onChange={({ target }) => setProvider(target.value)}
    />
  )
}
