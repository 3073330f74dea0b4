#include "core/engine/appsnapshot.h"

#include "core/base/text.h"

using namespace Qt::StringLiterals;

namespace cauce {

namespace {

using diff::Change;
using diff::SyncStatus;

ResourceState resourceState(const diff::ObjectDiff& object,
                            const std::optional<health::Health>& health)
{
    ResourceState state;
    state.key = object.key;
    state.type = object.type;
    state.sync = object.status;
    state.change = object.change;
    state.health = health;
    if (!object.live && object.change == Change::Create)
        state.health = health::Health {health::HealthStatus::Missing, {}};
    state.hook = object.hook;
    state.wave = object.wave;
    state.fields = object.fields;
    state.error = object.error;
    if (object.desired)
        state.location = object.desired->location();
    if (object.live)
        state.createdAt = object.live->createdAt;
    return state;
}

// A declared application is as Git says by being shown: Cauce reads it from there.
ResourceState childState(const AppSpec& child, const AppFacts& facts)
{
    ResourceState state;
    state.key = {u"argoproj.io"_s, u"Application"_s, child.nameSpace, child.name};
    state.type = {u"argoproj.io"_s, u"v1alpha1"_s, u"Application"_s};
    state.sync = SyncStatus::Synced;
    state.change = Change::None;
    state.location = child.location;
    const auto health = facts.children.constFind(child.name);
    if (health != facts.children.cend())
        state.health = *health;
    return state;
}

// The worst of the objects' own health and that of the declared applications; these do not count
// while they are Missing or Unknown (rule: Argo CD's aggregation).
health::Health aggregated(const health::Health& own, const QHash<QString, health::Health>& children)
{
    health::Health worst = own;
    for (auto it = children.cbegin(); it != children.cend(); ++it) {
        const bool counts = it->status != health::HealthStatus::Missing
            && it->status != health::HealthStatus::Unknown;
        if (counts && it->status > worst.status)
            worst = {it->status, u"Caused by argoproj.io/Application:"_s + it.key()};
    }
    return worst;
}

void addConditions(const AppFacts& facts, AppState& state)
{
    const auto add = [&state](const QString& type, const QString& message) {
        const AppCondition condition {type, text::plain(message)};
        if (!state.conditions.contains(condition))
            state.conditions.append(condition);
    };
    for (const AppCondition& condition : facts.spec.conditions)
        add(condition.type, condition.message);
    for (const AppCondition& condition : facts.conditions)
        add(condition.type, condition.message);
    if (!facts.loadError.message.isEmpty())
        add(u"ComparisonError"_s,
            u"Failed to load target state: "_s + text::redacted(facts.loadError.message));
    if (!facts.incomplete.isEmpty())
        add(u"ComparisonError"_s, u"the server could not be asked: "_s + facts.incomplete);
    if (facts.evaluation) {
        for (const QString& problem : facts.evaluation->comparison.problems)
            add(u"ComparisonError"_s, problem);
        for (const QString& kind : facts.evaluation->comparison.unserved)
            add(u"MissingKindWarning"_s, kind);
        for (const QString& warning : facts.evaluation->comparison.sharedWarnings)
            add(u"SharedResourceWarning"_s, warning);
        if (facts.evaluation->rendered) {
            for (const QString& warning : facts.evaluation->rendered->desired.warnings)
                add(u"SourceWarning"_s, warning);
        }
    }
    if (!facts.syncError.isEmpty())
        add(u"SyncError"_s, facts.syncError);
    if (facts.operation && facts.operation->phase == sync::OperationPhase::Interrupted)
        add(u"SyncError"_s, facts.operation->message);
}

void addEvaluation(const AppFacts& facts, AppState& state)
{
    const Evaluation& evaluation = *facts.evaluation;
    state.sync = evaluation.comparison.status;
    state.health = evaluation.aggregate;
    state.tree = evaluation.tree;
    state.revision = commitInfo(evaluation.revision);
    for (qsizetype i = 0; i < evaluation.comparison.objects.size(); ++i)
        state.resources.append(
            resourceState(evaluation.comparison.objects.at(i), evaluation.health.value(i)));
    if (!evaluation.rendered)
        return;
    for (const AppSpec& child : evaluation.rendered->children)
        state.resources.append(childState(child, facts));
    if (!evaluation.rendered->children.isEmpty()) {
        std::sort(state.resources.begin(), state.resources.end(),
                  [](const ResourceState& a, const ResourceState& b) { return a.key < b.key; });
        state.health = aggregated(state.health, facts.children);
    }
}

bool hasLive(const AppState& state)
{
    return std::any_of(state.resources.cbegin(), state.resources.cend(),
                       [](const ResourceState& resource) { return resource.createdAt.isValid(); });
}

} // namespace

CommitInfo commitInfo(const git::Revision& revision)
{
    return {revision.commit, revision.summary, revision.author, revision.committedAt};
}

AppState makeState(const AppFacts& facts)
{
    AppState state;
    state.spec = facts.spec;
    state.operation = facts.operation;
    state.history = facts.history;
    if (!facts.history.isEmpty()) {
        const sync::HistoryEntry& last = facts.history.constLast();
        state.synced = {last.commit, last.summary, last.author, {}};
    }
    state.evaluatedAt = facts.evaluatedAt;
    state.fetchedAt = facts.fetchedAt;
    state.refreshing = facts.refreshing;
    state.stale = !facts.staleReason.isEmpty();
    state.staleReason = facts.staleReason;
    state.automationPaused = !facts.pausedReason.isEmpty();
    state.automationReason = facts.automationReason;
    if (facts.evaluation)
        addEvaluation(facts, state);
    addConditions(facts, state);
    const bool specError = std::any_of(
        state.conditions.cbegin(), state.conditions.cend(),
        [](const AppCondition& condition) { return condition.type == "InvalidSpecError"_L1; });
    const bool isUnread = !facts.loadError.message.isEmpty() || facts.leftoversUnknown;
    const bool isGuess = state.health.status == health::HealthStatus::Healthy && !hasLive(state);
    if (specError || (isUnread && isGuess))
        state.health = {}; // nothing is known: that is not the health of having no objects
    if (specError || isUnread)
        state.sync = SyncStatus::Unknown;
    return state;
}

} // namespace cauce
