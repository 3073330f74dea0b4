#include "app/cli/argojson.h"

#include "core/base/text.h"

using namespace Qt::StringLiterals;

namespace cauce::cli {

namespace {

using object::Json;

QString timeText(const QDateTime& time)
{
    return time.isValid() ? time.toUTC().toString(u"yyyy-MM-dd'T'HH:mm:ss'Z'") : QString();
}

// Adds members that have something to say; Argo CD leaves empty ones out, too.
class Builder
{
public:
    Builder& put(const QString& key, const QString& value)
    {
        if (!value.isEmpty())
            m_json.set(key, Json(value));
        return *this;
    }
    Builder& put(const QString& key, bool value)
    {
        if (value)
            m_json.set(key, Json(true));
        return *this;
    }
    Builder& put(const QString& key, Json value)
    {
        if (!value.isNull())
            m_json.set(key, std::move(value));
        return *this;
    }
    Builder& always(const QString& key, Json value)
    {
        m_json.set(key, std::move(value));
        return *this;
    }
    Json json() const { return m_json; }

private:
    Json m_json = Json::emptyObject();
};

Json commitJson(const QString& summary, const QString& author, const QDateTime& date = {})
{
    if (summary.isEmpty() && author.isEmpty())
        return {};
    return Builder()
        .put(u"message"_s, summary)
        .put(u"author"_s, author)
        .put(u"date"_s, timeText(date))
        .json();
}

Json healthJson(const health::Health& health)
{
    return Builder()
        .put(u"status"_s, health::nameOf(health.status))
        .put(u"message"_s, health.message)
        .json();
}

Json sourceJson(const AppSource& source)
{
    return Builder()
        .put(u"repoURL"_s, text::redacted(source.repoUrl))
        .put(u"path"_s, source.path)
        .put(u"targetRevision"_s, source.targetRevision)
        .json();
}

Json destinationJson(const AppSpec& spec)
{
    return Builder()
        .put(u"server"_s, spec.destinationServer)
        .put(u"name"_s, spec.destinationName)
        .put(u"namespace"_s, spec.destinationNamespace)
        .json();
}

QString changeName(diff::Change change)
{
    switch (change) {
    case diff::Change::None:
        return {};
    case diff::Change::Create:
        return u"create"_s;
    case diff::Change::Update:
        return u"update"_s;
    case diff::Change::Prune:
        return u"prune"_s;
    case diff::Change::Unknown:
        break;
    }
    return u"unknown"_s;
}

Json resourceJson(const ResourceState& resource)
{
    Builder builder;
    builder.put(u"group"_s, resource.key.group)
        .put(u"version"_s, resource.type.version)
        .put(u"kind"_s, resource.key.kind)
        .put(u"namespace"_s, resource.key.nameSpace)
        .put(u"name"_s, resource.key.name);
    if (!resource.hook) // Argo CD gives hooks no status
        builder.put(u"status"_s, diff::nameOf(resource.sync));
    if (resource.health)
        builder.put(u"health"_s, healthJson(*resource.health));
    builder.put(u"hook"_s, resource.hook)
        .put(u"requiresPruning"_s, resource.change == diff::Change::Prune)
        .put(u"change"_s, changeName(resource.change))
        .put(u"message"_s, resource.error.message);
    if (resource.wave != 0)
        builder.put(u"syncWave"_s, Json(qint64(resource.wave)));
    return builder.json();
}

QString resultStatus(const sync::StepResult& step)
{
    switch (step.outcome) {
    case sync::StepOutcome::Succeeded:
        return step.change == diff::Change::Prune ? u"Pruned"_s : u"Synced"_s;
    case sync::StepOutcome::Failed:
        return u"SyncFailed"_s;
    case sync::StepOutcome::Unknown:
        return u"Unknown"_s;
    case sync::StepOutcome::Pending:
    case sync::StepOutcome::Running:
    case sync::StepOutcome::Skipped:
        break;
    }
    return {};
}

Json operationJson(const sync::OperationState& operation, const AppState& state)
{
    Json results = Json::emptyArray();
    for (const sync::StepResult& step : operation.steps) {
        results.append(Builder()
                           .put(u"group"_s, step.key.group)
                           .put(u"version"_s, step.type.version)
                           .put(u"kind"_s, step.key.kind)
                           .put(u"namespace"_s, step.key.nameSpace)
                           .put(u"name"_s, step.key.name)
                           .put(u"status"_s, resultStatus(step))
                           .put(u"message"_s, step.message)
                           .json());
    }
    const Json sync = Builder()
                          .put(u"revision"_s, operation.commit)
                          .put(u"prune"_s, operation.prune)
                          .put(u"dryRun"_s, operation.dryRun)
                          .json();
    const Json initiatedBy = Builder()
                                 .put(u"username"_s, operation.initiatedBy)
                                 .put(u"automated"_s, operation.automated)
                                 .json();
    // Argo CD has no word for an operation that nobody finished; its scripts know "Error".
    const bool interrupted = operation.phase == sync::OperationPhase::Interrupted;
    return Builder()
        .put(u"operation"_s,
             Builder().put(u"sync"_s, sync).put(u"initiatedBy"_s, initiatedBy).json())
        .put(u"phase"_s, interrupted ? u"Error"_s : sync::nameOf(operation.phase))
        .put(u"interrupted"_s, interrupted)
        .put(u"rollback"_s, operation.rollback)
        .put(u"message"_s, operation.message)
        .put(u"startedAt"_s, timeText(operation.startedAt))
        .put(u"finishedAt"_s, timeText(operation.finishedAt))
        .put(u"syncResult"_s,
             Builder()
                 .put(u"revision"_s, operation.commit)
                 .put(u"commit"_s, commitJson(operation.summary, operation.author))
                 .put(u"source"_s, sourceJson(state.spec.source))
                 .put(u"resources"_s, results)
                 .json())
        .json();
}

Json conditionsJson(const QList<AppCondition>& conditions)
{
    Json list = Json::emptyArray();
    for (const AppCondition& condition : conditions) {
        list.append(
            Builder().put(u"type"_s, condition.type).put(u"message"_s, condition.message).json());
    }
    return list;
}

// What is written in Git may hold a password in an address; it is not for terminals and logs.
Json withoutPasswords(const Json& value)
{
    if (value.isString())
        return value.toString().contains("://"_L1) ? Json(text::redacted(value.toString())) : value;
    Json out = value;
    for (const auto& [key, member] : value.members())
        out.set(key, withoutPasswords(member));
    for (qsizetype i = 0; value.isArray() && i < value.size(); ++i)
        out.replace(i, withoutPasswords(value.at(i)));
    return out;
}

Json metadataJson(const AppState& state)
{
    Json metadata = Json::emptyObject();
    if (state.spec.manifest)
        metadata = withoutPasswords(state.spec.manifest->json()[u"metadata"]);
    metadata.set(u"name"_s, Json(state.spec.name));
    metadata.set(u"namespace"_s,
                 Json(state.spec.nameSpace.isEmpty() ? u"argocd"_s : state.spec.nameSpace));
    return metadata;
}

Json specJson(const AppState& state)
{
    if (state.spec.manifest)
        return withoutPasswords(state.spec.manifest->json()[u"spec"]);
    return Builder()
        .put(u"project"_s, state.spec.project)
        .put(u"source"_s, sourceJson(state.spec.source))
        .put(u"destination"_s, destinationJson(state.spec))
        .json();
}

Json syncJson(const AppState& state)
{
    return Builder()
        .put(u"status"_s, diff::nameOf(state.sync))
        .put(u"revision"_s, state.revision.commit)
        .put(u"commit"_s,
             commitJson(state.revision.summary, state.revision.author, state.revision.committedAt))
        .put(u"comparedTo"_s,
             Builder()
                 .put(u"source"_s, sourceJson(state.spec.source))
                 .put(u"destination"_s, destinationJson(state.spec))
                 .json())
        .json();
}

Json summaryJson(const AppState& state)
{
    QStringList images;
    for (const tree::TreeNode& node : state.tree)
        images += node.images;
    images.removeDuplicates();
    images.sort();
    Json list = Json::emptyArray();
    for (const QString& image : std::as_const(images))
        list.append(Json(image));
    Builder builder;
    if (!images.isEmpty())
        builder.put(u"images"_s, list);
    return builder.json();
}

} // namespace

Json resourcesJson(const AppState& state)
{
    Json list = Json::emptyArray();
    for (const ResourceState& resource : state.resources)
        list.append(resourceJson(resource));
    return list;
}

Json historyJson(const AppState& state)
{
    Json list = Json::emptyArray();
    for (const sync::HistoryEntry& entry : state.history) {
        list.append(
            Builder()
                .always(u"id"_s, Json(qint64(entry.id)))
                .put(u"revision"_s, entry.commit)
                .put(u"commit"_s, commitJson(entry.summary, entry.author))
                .put(u"deployStartedAt"_s, timeText(entry.startedAt))
                .put(u"deployedAt"_s, timeText(entry.deployedAt))
                .put(u"source"_s,
                     Builder().put(u"repoURL"_s, entry.repoUrl).put(u"path"_s, entry.path).json())
                .put(u"initiatedBy"_s,
                     Builder()
                         .put(u"username"_s, entry.initiatedBy)
                         .put(u"automated"_s, entry.automated)
                         .json())
                .put(u"rollback"_s, entry.rollback)
                .json());
    }
    return list;
}

Json toArgoJson(const AppState& state)
{
    Builder status;
    status.put(u"sync"_s, syncJson(state))
        .put(u"health"_s, healthJson(state.health))
        .always(u"resources"_s, resourcesJson(state))
        .always(u"history"_s, historyJson(state));
    if (!state.conditions.isEmpty())
        status.put(u"conditions"_s, conditionsJson(state.conditions));
    if (state.operation)
        status.put(u"operationState"_s, operationJson(*state.operation, state));
    status.put(u"reconciledAt"_s, timeText(state.evaluatedAt))
        .put(u"sourceType"_s, state.spec.isUsable() ? u"Directory"_s : QString())
        .put(u"summary"_s, summaryJson(state))
        .put(u"stale"_s, state.stale)
        .put(u"staleReason"_s, state.staleReason);
    return Builder()
        .put(u"apiVersion"_s, u"argoproj.io/v1alpha1"_s)
        .put(u"kind"_s, u"Application"_s)
        .put(u"metadata"_s, metadataJson(state))
        .put(u"spec"_s, specJson(state))
        .put(u"status"_s, status.json())
        .json();
}

QString differenceWords(const AppState& state)
{
    QStringList words;
    const auto count = [&](diff::Change change, QStringView word) {
        if (const int n = state.count(change); n > 0)
            words.append(QString::number(n) + u' ' + word);
    };
    count(diff::Change::Update, u"changed");
    count(diff::Change::Create, u"new");
    count(diff::Change::Prune, u"to prune");
    count(diff::Change::Unknown, u"unknown");
    return words.join(", "_L1);
}

} // namespace cauce::cli
