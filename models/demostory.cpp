#include "models/demostory.h"

#include "models/format.h"

#include <QDir>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace cauce {

namespace {

//! "nginx 1.26" of "nginx:1.26-alpine".
QString spoken(const QString& image)
{
    return image.section(u'-', 0, 0).replace(u':', u' ');
}

//! "1.26" of "nginx:1.26-alpine".
QString tag(const QString& image)
{
    return image.section(u':', 1).section(u'-', 0, 0);
}

template <typename Predicate>
bool anyField(const AppState& state, Predicate predicate)
{
    for (const ResourceState& resource : state.resources) {
        if (std::any_of(resource.fields.cbegin(), resource.fields.cend(), predicate))
            return true;
    }
    return false;
}

} // namespace

QString shellWord(const QString& text)
{
    static const QRegularExpression plain(u"^[A-Za-z0-9_@%+=:,./-]+$"_s);
    if (plain.match(text).hasMatch()) {
        const QString home = QDir::homePath() + u'/';
        return home.size() > 1 && text.startsWith(home) ? u"~/"_s + text.mid(home.size()) : text;
    }
    QString quoted = text;
    return u'\'' + quoted.replace(u'\'', u"'\\''"_s) + u'\'';
}

DemoStory::DemoStory(Store& store, Places places, QObject* parent)
    : QObject(parent)
    , m_store(store)
    , m_places(std::move(places))
{
    connect(&store, &Store::applicationsChanged, this, [this](const QStringList& names) {
        if (names.contains(m_places.application))
            look();
    });
    connect(&store, &Store::diffChanged, this, &DemoStory::look);
}

void DemoStory::setUpgrade(const QString& from, const QString& to)
{
    if (m_from == from && m_to == to)
        return;
    m_from = from;
    m_to = to;
    emit changed();
}

void DemoStory::setDiffShown(bool shown)
{
    if (std::exchange(m_diffShown, shown) != shown)
        look();
}

void DemoStory::restart()
{
    m_step = Push;
    m_done = {};
    m_begun = false;
    emit changed();
    look();
}

bool DemoStory::hasImageChange(const AppState& state)
{
    return anyField(state, [](const diff::FieldChange& f) { return f.path.endsWith(".image"_L1); });
}

bool DemoStory::hasDrift(const AppState& state)
{
    return anyField(state, [](const diff::FieldChange& f) { return f.path == "spec.replicas"_L1; });
}

// Whoever comes back to a demo finds the walk where the cluster stands.
void DemoStory::begin(const AppState& state)
{
    if (state.sync == diff::SyncStatus::Unknown || state.revision.commit.isEmpty())
        return;
    m_begun = true;
    m_startCommit = state.revision.commit;
    if (state.sync != diff::SyncStatus::OutOfSync)
        return;
    const bool drift = hasDrift(state);
    if (!drift && !hasImageChange(state))
        return;
    m_step = drift ? SeeWho : SeeChange;
    for (int before = 0; before < m_step; ++before)
        m_done[size_t(before)] = true;
    emit changed();
}

void DemoStory::look()
{
    const AppStatePtr state = m_store.application(m_places.application);
    if (!state)
        return;
    if (!m_begun)
        begin(*state);
    while (m_begun && !isOver() && advance(*state)) { }
}

bool DemoStory::advance(const AppState& state)
{
    const bool synced = state.sync == diff::SyncStatus::Synced;
    const bool differs = state.sync == diff::SyncStatus::OutOfSync;
    const AppDiffPtr& diff = m_store.diff();
    const bool looksAt = m_diffShown && diff && diff->application == m_places.application;
    switch (m_step) {
    case Push:
        if (state.revision.commit == m_startCommit)
            return false;
        if (differs && hasImageChange(state))
            finish(true);
        else if (synced) // automation was faster than the eye, or something else was pushed
            m_startCommit = state.revision.commit;
        else
            return false;
        return m_step != Push;
    case SeeChange:
    case SeeWho:
        if (synced) {
            finish(false); // done before anybody looked
            return true;
        }
        if (!differs || !looksAt || !(m_step == SeeWho ? hasDrift(state) : hasImageChange(state)))
            return false;
        finish(true);
        return true;
    case Scale:
        if (!differs || !hasDrift(state))
            return false;
        finish(true);
        return true;
    case Sync:
    case Heal:
        if (!synced)
            return false;
        finish(true);
        return true;
    default:
        return false;
    }
}

void DemoStory::finish(bool done)
{
    m_done[size_t(m_step)] = done;
    ++m_step;
    emit changed();
}

QString DemoStory::sentence(int step) const
{
    switch (step) {
    case Push:
        return tr("Git and cluster agree. Change the image in Git: %1 becomes %2.")
            .arg(spoken(m_from), spoken(m_to));
    case SeeChange:
        return tr("Git says %1, the cluster runs %2. Look at the difference.")
            .arg(spoken(m_to), spoken(m_from));
    case Sync:
        return tr("One line differs. Sync it: the plan first, then exactly that.");
    case Scale:
        return tr("%1 is rolled out. Now change something behind Cauce's back.").arg(spoken(m_to));
    case SeeWho:
        return tr("Five replicas run and Git says two. See who did it.");
    case Heal:
        return tr("The change is nobody's commit. Heal it: Git decides.");
    default:
        break;
    }
    return tr("That was the walk. Everything here is yours to break.");
}

QString DemoStory::action(int step) const
{
    switch (step) {
    case Push:
        return tr("Edit and push");
    case SeeChange:
        return tr("Show the diff");
    case Sync:
        return tr("Sync now");
    case Scale:
        return tr("Scale to 5");
    case SeeWho:
        return tr("Show who did it");
    case Heal:
        return tr("Heal now");
    default:
        break;
    }
    return tr("Once more");
}

QString DemoStory::command(int step) const
{
    const QString kubectl = u"kubectl --kubeconfig %1 -n %2"_s.arg(shellWord(m_places.kubeconfig),
                                                                   m_places.nameSpace);
    const QString files = shellWord(m_places.clone + "/apps/"_L1 + m_places.application);
    switch (step) {
    case Push:
        return u"cd %1 && sed -i s/%2/%3/ apps/%4/deployment.yaml && git commit -am '%5' && git push"_s
            .arg(shellWord(m_places.clone), tag(m_from), tag(m_to), m_places.application,
                 spoken(m_to));
    case SeeChange:
        return kubectl + u" diff -f "_s + files;
    case Sync:
    case Heal:
        return kubectl + u" apply --server-side --force-conflicts -f "_s + files;
    case Scale:
        return kubectl + u" scale deployment %1 --replicas=5"_s.arg(m_places.application);
    case SeeWho:
        return kubectl
            + u" get deployment %1 -o yaml --show-managed-fields"_s.arg(m_places.application);
    default:
        break;
    }
    return {};
}

} // namespace cauce
