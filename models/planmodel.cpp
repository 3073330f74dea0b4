#include "models/planmodel.h"

#include "models/format.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace cauce {

namespace {

struct PlanWords
{
    Q_DECLARE_TR_FUNCTIONS(PlanWords)
};

constexpr int kMostRefusals = 20; // the list of steps shows the others

bool isProtectedKind(const QString& kind)
{
    static const QStringList kinds {u"Namespace"_s, u"CustomResourceDefinition"_s,
                                    u"PersistentVolume"_s, u"PersistentVolumeClaim"_s};
    return kinds.contains(kind);
}

bool restartsPods(const object::ResourceKey& key)
{
    static const QStringList kinds {u"Deployment"_s, u"StatefulSet"_s, u"DaemonSet"_s};
    return key.group == u"apps"_s && kinds.contains(key.kind);
}

PlanRow textRow(PlanRow::Kind kind, const QString& id, const QString& label)
{
    PlanRow row;
    row.kind = kind;
    row.id = id;
    row.label = label;
    return row;
}

Sentence workloadConsequence(const sync::PlanStep& step)
{
    const auto changes = [&step](const QString& prefix) {
        return std::any_of(step.fields.cbegin(), step.fields.cend(),
                           [&prefix](const auto& f) { return f.path.startsWith(prefix); });
    };
    const QString name = format::line(step.key.name);
    if (changes(u"spec.template"_s))
        return {PlanWords::tr("The pods of %1 restart: its pod template changes").arg(name),
                Tone::Warning};
    if (changes(u"spec.replicas"_s))
        return {PlanWords::tr("The number of pods of %1 changes").arg(name), Tone::Warning};
    return {};
}

//! Whether the differences shown are those that the server foresees.
Sentence dryRunWords(const sync::SyncPlan& plan)
{
    int asked = 0;
    int open = 0;
    for (const sync::PlanStep& step : plan.steps) {
        if (step.change != diff::Change::Update || !step.refusal.isEmpty())
            continue;
        ++(step.predicted ? asked : open);
    }
    if (open > 0)
        return {PlanWords::tr("%n object(s) not checked by the server's dry run: its defaults may "
                              "show as changes",
                              "", open),
                Tone::Warning};
    if (asked > 0)
        return {PlanWords::tr("The server's dry run accepted what is updated"), Tone::Ok};
    return {};
}

} // namespace

int countOf(const sync::SyncPlan& plan, diff::Change change)
{
    return int(std::count_if(plan.steps.cbegin(), plan.steps.cend(),
                             [change](const auto& step) { return step.change == change; }));
}

PlanGuard guardOf(const sync::SyncPlan& plan)
{
    PlanGuard guard;
    const int prunes = countOf(plan, diff::Change::Prune);
    const int limit = std::max(5, int(plan.steps.size()) * 30 / 100);
    if (prunes > limit || plan.largeDeletion)
        guard.reasons << PlanWords::tr("%1 of %n object(s) are deleted", "", int(plan.steps.size()))
                             .arg(prunes);
    for (const sync::PlanStep& step : plan.steps) {
        if (step.change == diff::Change::Prune && isProtectedKind(step.key.kind))
            guard.reasons << PlanWords::tr("%1 %2 is deleted with all that it holds", "KIND NAME")
                                 .arg(step.key.kind, format::line(step.key.name));
    }
    guard.typedName = !guard.reasons.isEmpty();
    return guard;
}

QList<ProtectedDeletion> protectedDeletionsOf(const sync::SyncPlan& plan)
{
    QList<ProtectedDeletion> all;
    const auto add = [&all](const QList<object::ResourceKey>& keys, bool isAllowed) {
        for (const object::ResourceKey& key : keys) {
            const QString text = isProtectedKind(key.kind)
                ? PlanWords::tr("Delete %1 %2 with all that it holds", "KIND NAME")
                : PlanWords::tr("Delete %1 %2", "KIND NAME");
            all.append({key, text.arg(key.kind, format::line(key.name)), isAllowed});
        }
    };
    add(plan.protectedDeletions, false);
    add(plan.confirmedDeletions, true);
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
    return all;
}

QList<Sentence> consequencesOf(const sync::SyncPlan& plan)
{
    constexpr int mostWorkloads = 5; // beyond that a number says more than names
    QList<Sentence> all;
    QList<Sentence> workloads;
    for (const sync::PlanStep& step : plan.steps) {
        if (!step.refusal.isEmpty() && all.size() < kMostRefusals)
            all.append(
                {PlanWords::tr("%1 %2 cannot work: %3", "KIND NAME: reason")
                     .arg(step.key.kind, format::line(step.key.name), format::line(step.refusal)),
                 Tone::Bad});
        if (step.change != diff::Change::Update || !restartsPods(step.key))
            continue;
        const Sentence sentence = workloadConsequence(step);
        if (!sentence.text.isEmpty())
            workloads.append(sentence);
    }
    if (workloads.size() <= mostWorkloads)
        all << workloads;
    else
        all.append({PlanWords::tr("The pods of %n workload(s) restart or change their number", "",
                                  int(workloads.size())),
                    Tone::Warning});
    if (const int creates = countOf(plan, diff::Change::Create); creates > 0)
        all.append({PlanWords::tr("%n object(s) created", "", creates), Tone::Ok});
    if (const int prunes = countOf(plan, diff::Change::Prune); prunes > 0)
        all.append({PlanWords::tr("%n object(s) deleted, last of all", "", prunes), Tone::Bad});
    const int updates = countOf(plan, diff::Change::Update);
    if (updates > 0 && all.isEmpty())
        all.append({PlanWords::tr("%n object(s) changed in place", "", updates), Tone::Ok});
    if (const Sentence dryRun = dryRunWords(plan); !dryRun.text.isEmpty())
        all.append(dryRun);
    return all;
}

PlanModel::PlanModel(Clock clock, QObject* parent)
    : RowModel(parent)
    , m_clock(std::move(clock))
{ }

PlanRow PlanModel::stepRow(const sync::PlanStep& step) const
{
    PlanRow row;
    row.id = step.key.toString();
    row.object = step.key;
    row.mark = markOf(step.change);
    row.refused = !step.refusal.isEmpty();
    if (row.refused)
        row.detail = format::line(step.refusal);
    else if (step.generated)
        row.detail = tr("made because of CreateNamespace=true");
    else if (step.change == diff::Change::Prune)
        row.detail = m_plan->rollback ? tr("not in that revision") : tr("no longer in Git");
    else if (step.change == diff::Change::Create)
        row.detail = tr("not in the cluster yet");
    else
        row.detail = differencewords::fields(step.key, step.fields, m_clock.now());
    return row;
}

void PlanModel::setPlan(const sync::SyncPlanPtr& plan)
{
    m_plan = plan;
    QList<PlanRow> next;
    int unchanged = 0;
    QString caption;
    if (plan) {
        for (const sync::PlanStep& step : plan->steps) {
            if (step.change == diff::Change::None) {
                ++unchanged;
                continue;
            }
            const bool prune = step.change == diff::Change::Prune;
            const QString here = prune ? tr("Prune · wave %1").arg(step.wave)
                                       : tr("Sync · wave %1").arg(step.wave);
            if (here != caption)
                next.append(textRow(PlanRow::Kind::Caption, u'#' + here, here));
            caption = here;
            next.append(stepRow(step));
        }
        if (unchanged > 0)
            next.append(textRow(PlanRow::Kind::Note, u"#unchanged"_s,
                                tr("%n unchanged object(s) are not touched", "", unchanged)));
    }
    setRows(std::move(next));
}

QVariant PlanModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const PlanRow& r = row(index.row());
    switch (role) {
    case RowRole:
        return QVariant::fromValue(r);
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return r.kind == PlanRow::Kind::Step
            ? QString(r.mark.word % u' ' % format::line(r.object.kind % u' ' % r.object.name)
                      % u", "_s % r.detail)
            : r.label;
    default:
        return {};
    }
}

Qt::ItemFlags PlanModel::flags(const QModelIndex& index) const
{
    if (!index.isValid() || row(index.row()).kind != PlanRow::Kind::Step)
        return Qt::NoItemFlags;
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable;
}

} // namespace cauce
