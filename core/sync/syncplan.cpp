#include "core/sync/syncplan.h"

#include "core/object/jsoncodec.h"
#include "core/object/manifestset.h"
#include "core/sync/binding.h"
#include "core/sync/prunerules.h"
#include "core/sync/serverwords.h"
#include "core/sync/steporder.h"
#include "core/sync/syncoptions.h"

#include <QCryptographicHash>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace cauce::sync {

namespace {

using diff::Change;

const object::GroupKind kNamespace {{}, u"Namespace"_s};

// The application whose tracking id names exactly this object, when it is not ours.
QString otherOwner(const diff::ObjectDiff& object, const QString& application)
{
    const auto id = object.live ? object::TrackingId::parse(object.live->trackingId) : std::nullopt;
    if (!id || id->application == application)
        return {};
    const object::ResourceKey& key = object.key;
    const bool exact = id->object.groupKind() == key.groupKind() && id->object.name == key.name
        && (key.nameSpace.isEmpty() || id->object.nameSpace == key.nameSpace);
    return exact ? id->application : QString();
}

class Planner
{
public:
    explicit Planner(const PlanInput& input)
        : m_input(input)
    { }

    SyncPlan make();

private:
    void begin();
    void take(const diff::ObjectDiff& object);
    void addApply(const diff::ObjectDiff& object);
    void addNamespace();
    void addPrune(const diff::ObjectDiff& object);
    void leaveOutUnserved();
    void checkDeletions();
    void checkNeeds(PlanStep& step) const;
    void noteOptions(const PlanStep& step);
    bool isSelected(const object::ResourceKey& key) const;
    bool defines(const object::GroupKind& kind) const;
    QString idOf() const;
    void problem(const object::ResourceKey& key, const QString& why)
    {
        m_plan.problems.append(key.toString() + ": "_L1 + why);
    }

    const PlanInput& m_input;
    SyncPlan m_plan;
    QList<PlanStep> m_prunes;
    QSet<QString> m_newNamespaces;
};

void Planner::begin()
{
    const PlanInput& in = m_input;
    m_plan.application = in.application;
    m_plan.commit = in.commit;
    m_plan.summary = in.summary;
    m_plan.author = in.author;
    m_plan.path = in.path;
    m_plan.repoUrl = in.repoUrl;
    m_plan.renderHash = in.renderHash;
    m_plan.clusterId = in.live->clusterId();
    m_plan.prune = in.prune;
    m_plan.pruneLast = in.pruneLast || syncOptions(in.syncOptions).pruneLast;
    m_plan.rollback = in.rollback;
    m_plan.automated = in.automated;
    m_plan.selective = !in.only.isEmpty();
    m_plan.madeAt = in.now;
    // What a selective sync leaves out cannot stop it; its own unknown objects are found below.
    if (!m_plan.selective)
        m_plan.problems = in.comparison.problems;
    m_plan.notes = in.comparison.sharedWarnings;
    for (const QString& option : syncOptions(in.syncOptions).unsupported)
        m_plan.notes.append(u"the option %1 of the application has no effect here"_s.arg(option));
}

SyncPlan Planner::make()
{
    if (!m_input.live) {
        m_plan.problems.append(u"the cluster has not been read yet"_s);
        return m_plan;
    }
    begin();
    QSet<object::ResourceKey> wanted(m_input.only.begin(), m_input.only.end());
    for (const diff::ObjectDiff& object : m_input.comparison.objects) {
        wanted.remove(object.key);
        if (isSelected(object.key))
            take(object);
    }
    for (const object::ResourceKey& key : m_input.only) {
        if (wanted.remove(key))
            problem(key, u"it is not part of the application"_s);
    }
    leaveOutUnserved();
    orderSteps(m_plan.steps);
    addNamespace();
    for (const PlanStep& step : std::as_const(m_plan.steps)) {
        if (step.key.groupKind() == kNamespace && step.change == Change::Create)
            m_newNamespaces.insert(step.key.name);
    }
    for (PlanStep& step : m_plan.steps) {
        checkNeeds(step);
        noteOptions(step);
        if (!step.refusal.isEmpty())
            problem(step.key, step.refusal);
    }

    std::optional<int> lastWave;
    if (m_plan.pruneLast) {
        lastWave = 0;
        for (const auto* const steps : {&m_plan.steps, &m_prunes}) {
            for (const PlanStep& step : *steps)
                lastWave = std::max(*lastWave, step.wave + 1);
        }
    }
    orderPrunes(m_prunes, lastWave);
    m_plan.steps += m_prunes;
    checkDeletions();
    m_plan.problems.removeDuplicates();
    m_plan.notes.removeDuplicates();
    m_plan.id = idOf();
    return m_plan;
}

void Planner::take(const diff::ObjectDiff& object)
{
    if (object.change == Change::Unknown) {
        problem(object.key,
                object.error.message.isEmpty() ? u"it could not be compared"_s
                                               : object.error.message);
    } else if (object.hook) {
        m_plan.notes.append(u"%1 is a hook: hooks are not run yet"_s.arg(object.key.toString()));
    } else if (object.change == Change::Prune) {
        addPrune(object);
    } else {
        addApply(object);
    }
}

void Planner::addApply(const diff::ObjectDiff& object)
{
    const bool update = object.change == Change::Update;
    if (!object.desired || (update && (!object.live || object.live->uid.isEmpty()))) {
        problem(object.key, u"the comparison is not complete: refresh"_s);
        return;
    }
    PlanStep step;
    step.key = object.key;
    step.type = object.type;
    step.change = object.change;
    step.wave = object.wave;
    step.desired = object.desired;
    if (update) {
        step.uid = object.live->uid;
        step.resourceVersion = object.live->resourceVersion;
        step.seen = object.live;
        step.predicted = object.predicted;
        step.fields = object.fields;
        step.adopts = object.adopts;
    }
    if (step.adopts)
        m_plan.notes.append(
            u"%1: what an earlier tool applied becomes Cauce's, so that what Git has dropped goes"_s
                .arg(object.key.toString()));
    if (step.isWrite())
        step.refusal = serverWords(step, object.error.message);
    const QString other = otherOwner(object, m_input.application);
    if (update && step.refusal.isEmpty()) {
        if (object.live->deleting)
            step.refusal = u"it is being deleted: sync again when it is gone"_s;
        else if (!other.isEmpty() && !m_input.takeOver)
            step.refusal
                = u"it belongs to the application %1, whose tracking id it carries: remove it "
                  "from one of the two, or take it over"_s.arg(other);
    }
    if (update && !other.isEmpty() && m_input.takeOver)
        m_plan.notes.append(
            u"%1 is taken over from the application %2"_s.arg(object.key.toString(), other));
    m_plan.steps.append(std::move(step));
}

// Before everything else, and without a tracking id, so that it is never pruned (Argo CD's
// CreateNamespace=true). Where namespaces cannot be listed the step is made all the same: running
// it reads the one namespace first, and writes only when it is missing.
void Planner::addNamespace()
{
    const object::ResourceKey key {{}, kNamespace.kind, {}, m_input.destinationNamespace};
    if (!m_input.createNamespace || key.name.isEmpty())
        return;
    for (const diff::ObjectDiff& object : m_input.comparison.objects) {
        if (object.key == key && object.desired)
            return; // Git has it
    }
    const bool known = m_input.live->kind(kNamespace).isLoaded();
    if (known && m_input.live->find(key))
        return;
    object::Json json = object::Json::emptyObject();
    json.set(u"apiVersion"_s, object::Json(u"v1"_s));
    json.set(u"kind"_s, object::Json(kNamespace.kind));
    json.setPath({u"metadata", u"name"}, object::Json(key.name));
    auto manifest = object::Manifest::fromJson(std::move(json));
    if (!manifest) {
        problem(key, manifest.error().message);
        return;
    }
    if (!known) {
        m_plan.notes.append(
            u"whether the namespace %1 exists could not be read; it is created if it is missing"_s
                .arg(key.name));
    }
    PlanStep step;
    step.key = key;
    step.type = manifest->type();
    step.change = Change::Create;
    step.wave = m_plan.steps.isEmpty() ? 0 : m_plan.steps.constFirst().wave;
    step.desired = *std::move(manifest);
    step.generated = true;
    m_plan.steps.prepend(std::move(step));
}

void Planner::addPrune(const diff::ObjectDiff& object)
{
    const QString name = object.key.toString();
    if (!m_input.prune) {
        m_plan.notes.append(u"%1 is not in Git and stays: pruning was not asked for"_s.arg(name));
        return;
    }
    const PruneVerdict verdict = pruneVerdict(object, m_input);
    switch (verdict.answer) {
    case PruneVerdict::Answer::Problem:
        problem(object.key, verdict.reason);
        return;
    case PruneVerdict::Answer::Leave:
        m_plan.notes.append(u"%1 is not in Git and stays: %2"_s.arg(name, verdict.reason));
        return;
    case PruneVerdict::Answer::Confirm:
        m_plan.protectedDeletions.append(object.key);
        m_plan.notes.append(u"%1 is not in Git and stays until its deletion is confirmed: %2"_s.arg(
            name, verdict.reason));
        return;
    case PruneVerdict::Answer::Delete:
        break;
    }
    if (m_input.confirmedDeletions.contains(object.key))
        m_plan.confirmedDeletions.append(object.key);
    PlanStep step;
    step.key = object.key;
    step.type = object.live->type;
    step.change = Change::Prune;
    step.wave = object.wave;
    step.uid = object.live->uid;
    step.resourceVersion = object.live->resourceVersion;
    step.seen = object.live;
    m_prunes.append(std::move(step));
}

void Planner::checkDeletions()
{
    const qsizetype deleted = m_prunes.size();
    if (deleted == 0)
        return;
    qsizetype managed = 0;
    bool anySurvives = false;
    for (const diff::ObjectDiff& object : m_input.comparison.objects) {
        if (object.hook || object.generated || !object.live)
            continue;
        ++managed;
        anySurvives |= object.desired.has_value();
    }
    m_plan.largeDeletion = (deleted > 5 && deleted * 10 > managed * 3) || deleted == managed
        || !m_plan.confirmedDeletions.isEmpty();
    if (m_input.allowEmpty)
        return;
    if (!anySurvives) {
        m_plan.problems.append(
            u"nothing of what %1 has in the cluster is in Git at %2 any more: pruning would delete "
            "all of it. Sync without pruning, or set allowEmpty in its automated policy"_s.arg(
                m_input.application, m_input.commit.left(7)));
    } else if (m_plan.largeDeletion && m_input.automated) {
        m_plan.problems.append(
            u"pruning would delete %1 of %2 objects: automation leaves that to a person"_s
                .arg(deleted)
                .arg(managed));
    }
}

// A kind whose definition is still to come from elsewhere does not hold up the rest. What is
// written then is a part of what Git asks for, and the history does not call it a deployment.
void Planner::leaveOutUnserved()
{
    const cluster::LiveState& live = *m_input.live;
    if (!live.hasDiscovery())
        return;
    QList<PlanStep> served;
    for (const PlanStep& step : std::as_const(m_plan.steps)) {
        const object::GroupKind kind = step.key.groupKind();
        if (step.change != Change::Create || live.resource(kind) || defines(kind)) {
            served.append(step);
            continue;
        }
        m_plan.selective = true;
        m_plan.leftOut.append(u"%1 is left out: the cluster does not serve %2 %3; install its "
                              "CustomResourceDefinition first, then sync again"_s.arg(
                                  step.key.toString(), step.type.apiVersion(), kind.kind));
    }
    m_plan.steps = served;
}

// What the server would refuse for want of something else, said before anything is asked.
void Planner::checkNeeds(PlanStep& step) const
{
    if (step.change != Change::Create || !step.refusal.isEmpty())
        return;
    const cluster::LiveState& live = *m_input.live;
    const object::ResourceKey home {{}, kNamespace.kind, {}, step.key.nameSpace};
    if (home.name.isEmpty() || m_newNamespaces.contains(home.name)
        || !live.kind(kNamespace).isLoaded())
        return;
    const cluster::LiveObjectPtr there = live.find(home);
    if (!there)
        step.refusal
            = u"there is no namespace %1: add it to Git, or set CreateNamespace=true"_s.arg(
                home.name);
    else if (there->deleting)
        step.refusal
            = u"the namespace %1 is being deleted: sync again when it is gone"_s.arg(home.name);
}

void Planner::noteOptions(const PlanStep& step)
{
    if (!step.isWrite())
        return;
    for (const QString& option : syncOptionsOf(*step.desired).unsupported)
        m_plan.notes.append(
            u"the option %1 of %2 has no effect here"_s.arg(option, step.key.toString()));
}

bool Planner::isSelected(const object::ResourceKey& key) const
{
    return m_input.only.isEmpty() || m_input.only.contains(key);
}

bool Planner::defines(const object::GroupKind& kind) const
{
    return std::any_of(m_plan.steps.cbegin(), m_plan.steps.cend(),
                       [&](const PlanStep& step) { return definedBy(step) == kind; });
}

QString Planner::idOf() const
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const auto add = [&hash](const QByteArray& piece) {
        hash.addData(
            QByteArray(QByteArray::number(piece.size()) + ':')); // no two lists read the same
        hash.addData(piece);
    };
    for (const QString& text : {m_plan.application, m_plan.clusterId, m_plan.commit})
        add(text.toUtf8());
    add(m_plan.renderHash);
    for (const bool option : {m_plan.prune, m_plan.pruneLast, m_plan.selective, m_plan.rollback})
        add(option ? "1" : "0");
    for (const PlanStep& step : m_plan.steps) {
        for (const QString& text :
             {step.key.group, step.type.version, step.key.kind, step.key.nameSpace, step.key.name})
            add(text.toUtf8());
        add(QByteArray::number(int(step.change)));
        add(QByteArray::number(step.wave));
        add(step.desired ? object::toCanonicalJson(step.desired->json()) : QByteArray());
    }
    return QString::fromLatin1(hash.result().toHex());
}

QString moved(const PlanStep& step, const cluster::LiveState& live)
{
    const QString name = step.key.toString();
    if (!live.kind(step.key.groupKind()).isLoaded()) {
        // A kind that the plan's own CRD brings is not served yet.
        return step.change == Change::Create ? QString() : name + " cannot be read any more"_L1;
    }
    const cluster::LiveObjectPtr now = live.find(step.key);
    if (step.change == Change::Create) {
        return now && !step.generated ? name + " exists in the cluster now"_L1 : QString();
    }
    if (!now)
        return name + " is no longer in the cluster"_L1;
    if (now->uid != step.uid)
        return name + " was deleted and made again in the cluster"_L1;
    if (now->resourceVersion == step.resourceVersion)
        return {};
    const auto manifest = now->manifest();
    return manifest && step.seen && isAsSeen(*step.seen, *manifest)
        ? QString()
        : name + " has changed in the cluster"_L1;
}

} // namespace

int SyncPlan::count(Change change) const
{
    return int(std::count_if(steps.cbegin(), steps.cend(),
                             [change](const PlanStep& step) { return step.change == change; }));
}

SyncPlan makePlan(const PlanInput& input)
{
    return Planner(input).make();
}

QStringList movedSince(const SyncPlan& plan, const QString& commit, const QByteArray& renderHash,
                       const cluster::LiveState& live)
{
    QStringList changes;
    if (plan.commit != commit)
        changes.append(
            u"the commit to sync is %1 now, not %2"_s.arg(commit.left(7), plan.commit.left(7)));
    else if (plan.renderHash != renderHash)
        changes.append(u"the manifests of %1 have changed"_s.arg(plan.application));
    if (plan.clusterId != live.clusterId()) {
        changes.append(u"this is another cluster than the plan was made for"_s);
        return changes; // its objects say nothing
    }
    for (const PlanStep& step : plan.steps) {
        if (!step.isWrite())
            continue;
        if (const QString change = moved(step, live); !change.isEmpty())
            changes.append(change);
    }
    return changes;
}

} // namespace cauce::sync
