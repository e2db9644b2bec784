import { useQuery } from '@tanstack/react-query'
import { hasPasswordQuery } from '../../api/profile.ts'
import { useSession } from '../../layout/use-session.ts'
import { m } from '../../messages/index.ts'
import { Failure, LoadingRows } from '../../ui/states.tsx'
import { FirstPassword, ChangePassword } from './password-forms.tsx'
import { Profile } from './profile.tsx'
import { SettingsFrame } from './settings-frame.tsx'

export const SettingsPage = () => (
  <SettingsFrame>
    <Profile />
    <Password />
  </SettingsFrame>
)

const Password = () => {
  const { user } = useSession()
  const { data: hasPassword, error } = useQuery(hasPasswordQuery)
  return (
    <section>
      <h2 className="mb-3 text-lg font-semibold">{m.settings.password}</h2>
      {error && <Failure error={error} />}
      {hasPassword === undefined && !error && <LoadingRows rows={2} />}
      {hasPassword === true && <ChangePassword />}
      {hasPassword === false && <FirstPassword address={user.hasAddress ? user.email : null} />}
    </section>
  )
}
