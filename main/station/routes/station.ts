import { contractOfRecord } from '../../../domain/contract/inForce.ts';
import { textToProfile } from '../../../domain/contract/profile.ts';
import { forms } from '../../../domain/forms/index.ts';
import { addAccount, changeAccount, changePassphrase, disableAccount, enableAccount, setIdle, setPin } from '../accounts.ts';
import { commitDrafts } from '../deskwork.ts';
import { cancelExport, changeLine, exportTo, ferryState, lineOf, receiveReceipt } from '../ferryDesk.ts';
import { readAccounts } from '../openStation.ts';
import { accepted, refused } from '../../../domain/refused.ts';
import { notHere, type Routing } from './routing.ts';

/** The station itself: its people and keys, and its way to headquarters. Thin: every procedure is one call into the rooms behind it. */
export const stationRoutes = ({ core, os, open }: Routing) => ({
  station: {
    status: os.station.status.handler(() => core.status()),
    profiles: os.station.profiles.handler(() => core.profiles),
    readProfile: os.station.readProfile.handler(({ input }) => accepted(textToProfile(input.text))),
    setUp: os.station.setUp.handler(async ({ input }) => {
      await core.setUp(input);
      return core.status();
    }),
    unlock: os.station.unlock.handler(async ({ input }) => {
      await core.unlock(input.account, input.passphrase);
      return core.status();
    }),
    lock: os.station.lock.handler(async () => {
      await core.lock();
      return core.status();
    }),
    recovery: os.station.recovery.handler(() => core.recovery.state()),
    askRecovery: os.station.askRecovery.handler(async ({ input }) => {
      const account = core.keyring.accounts().find((each) => each.id === input.account);
      if (!account) throw refused('account-unknown');
      return core.queue('recovery', () => core.recovery.ask(account, input.passphrase));
    }),
    recover: os.station.recover.handler(async ({ input }) => {
      await core.recover(input.answer, input.passphrase);
      return core.status();
    }),
    beginAnew: os.station.beginAnew.handler(({ input }) => {
      core.beginAnew(input?.leaveWord ?? false);
      return core.status();
    }),
    forgetRecovery: os.station.forgetRecovery.handler(() => {
      core.recovery.forget();
      return core.recovery.state();
    }),
    accounts: os.station.accounts.handler(() => readAccounts(open().store)),
    addAccount: os.station.addAccount.handler(({ input }) => addAccount(core, open(), input)),
    changeAccount: os.station.changeAccount.handler(({ input: { id, ...details } }) => changeAccount(core, open(), id, details)),
    disableAccount: os.station.disableAccount.handler(({ input }) => disableAccount(core, open(), input.id)),
    enableAccount: os.station.enableAccount.handler(({ input }) => enableAccount(core, open(), input)),
    changePassphrase: os.station.changePassphrase.handler(async ({ input }) => {
      await changePassphrase(core, open(), input.old, input.new);
      return null;
    }),
    setPin: os.station.setPin.handler(async ({ input }) => {
      await setPin(core, open(), input.passphrase, input.pin);
      return null;
    }),
    touch: os.station.touch.handler(({ input }) => {
      core.touch(input.ago);
      return null;
    }),
    setIdle: os.station.setIdle.handler(({ input }) => {
      setIdle(core, open(), input.minutes);
      return core.status();
    }),
    forms: os.station.forms.handler(() => forms),
    profile: os.station.profile.handler(({ input = {} }) => {
      const { contracts, profile, running, store } = open();
      if ('latest' in input) return profile;
      if (!('record' in input)) return running;
      const rec = store.read.record(input.record);
      if (!rec) throw refused('not-found');
      return contractOfRecord(contracts, rec);
    }),
    watch: os.station.watch.handler(({ signal }) => core.pushes.watch(signal)),
  },
  sync: {
    status: os.sync.status.handler(() => open().sync.status()),
    enrol: os.sync.enrol.handler(async ({ input }) => accepted(await open().sync.enrol(input.address, input.code, input.stationCode))),
    now: os.sync.now.handler(() => {
      commitDrafts(open());
      return open().sync.now();
    }),
    rotate: os.sync.rotate.handler(async () => accepted(await open().sync.rotate())),
  },
  ferry: {
    status: os.ferry.status.handler(() => ferryState(open())),
    export: os.ferry.export.handler(({ input }) => {
      commitDrafts(open());
      return exportTo(core, open(), input.folder);
    }),
    cancel: os.ferry.cancel.handler(() => {
      cancelExport(open());
      return null;
    }),
    receive: os.ferry.receive.handler(({ input }) => receiveReceipt(core, open(), input.file, input.wipe === true)),
  },
  line: {
    get: os.line.get.handler(() => lineOf(open())),
    set: os.line.set.handler(({ input }) => changeLine(open(), input)),
    cancel: os.line.cancel.handler(async () => {
      await open().sync.cancel();
      return null;
    }),
  },
  // the middleware has refused before these are reached
  headquarters: {
    stations: os.headquarters.stations.handler(notHere), people: os.headquarters.people.handler(notHere), dispatch: os.headquarters.dispatch.handler(notHere), reassign: os.headquarters.reassign.handler(notHere), void: os.headquarters.void.handler(notHere), decide: os.headquarters.decide.handler(notHere),
  },
});
