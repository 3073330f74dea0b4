#include "models/differencewords.h"

#include "core/base/text.h"
#include "models/format.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cauce::differencewords {

namespace {

struct DifferenceWords
{
    Q_DECLARE_TR_FUNCTIONS(DifferenceWords)
};

constexpr qsizetype kMaxValue = 40; // longer values are said to change, not quoted

//! A scalar on one line, or nothing when it is too long or has structure.
std::optional<QString> scalarText(const std::optional<object::Json>& value)
{
    if (!value)
        return {};
    QString s;
    switch (value->type()) {
    case object::Json::Type::Bool:
        s = value->toBool() ? u"true"_s : u"false"_s;
        break;
    case object::Json::Type::Number:
        s = QString::fromLatin1(value->numberText());
        break;
    case object::Json::Type::String:
        s = value->toString();
        break;
    case object::Json::Type::Null:
    case object::Json::Type::Array:
    case object::Json::Type::Object:
        return {};
    }
    if (s.size() > kMaxValue || s.contains(u'\n'))
        return {};
    return s.isEmpty() ? u"\"\""_s : text::singleLine(s, kMaxValue);
}

//! Splits "spec.containers[name=nginx].image" at its dots, but not within brackets or quotes.
QStringList pathParts(const QString& path)
{
    QStringList parts {{}};
    int depth = 0;
    for (const QChar c : path) {
        if (c == u'[')
            ++depth;
        else if (c == u']')
            --depth;
        if (c == u'.' && depth <= 0)
            parts.append(QString());
        else
            parts.last().append(c);
    }
    return parts;
}

//! "env[name=LEVEL].value" is "env LEVEL", "resources.limits.memory" is "limits.memory".
QString fieldName(const QString& path)
{
    QStringList parts = pathParts(path);
    if (parts.size() > 1 && parts.last() == u"value"_s)
        parts.removeLast();
    const QString last = parts.takeLast();
    const int bracket = int(last.indexOf(u'['));
    if (bracket > 0) {
        QString item = last.mid(bracket + 1).chopped(1);
        if (item.startsWith(u"name="_s))
            item.remove(0, 5);
        return last.left(bracket) % u' ' % item;
    }
    const QString parent = parts.isEmpty() ? QString() : parts.last();
    static const QStringList telling {u"limits"_s, u"requests"_s, u"labels"_s,  u"annotations"_s,
                                      u"data"_s,   u"strategy"_s, u"selector"_s};
    return telling.contains(parent) ? parent % u'.' % last : last;
}

struct ImageName
{
    QString repository;
    QString tag; //!< with ':' or '@' left out; a digest is shortened
};

ImageName imageName(const QString& image)
{
    const int digest = int(image.indexOf(u'@'));
    if (digest > 0)
        return {image.left(digest), image.mid(digest + 1).left(14)};
    const int slash = int(image.lastIndexOf(u'/'));
    const int colon = int(image.indexOf(u':', slash + 1));
    return colon < 0 ? ImageName {image, u"latest"_s}
                     : ImageName {image.left(colon), image.mid(colon + 1)};
}

QString imageWords(const QString& live, const QString& desired)
{
    const ImageName a = imageName(live);
    const ImageName b = imageName(desired);
    if (a.repository != b.repository)
        return DifferenceWords::tr("image %1 → %2")
            .arg(text::singleLine(live, 80), text::singleLine(desired, 80));
    const QString name = a.repository.section(u'/', -1);
    return DifferenceWords::tr("image %1 %2 → %3", "image NAME TAG → TAG")
        .arg(text::singleLine(name, 60), text::singleLine(a.tag, 40), text::singleLine(b.tag, 40));
}

//! A tool that applies what is in Git, or kubectl apply: naming it would say nothing new.
bool appliesFromGit(const QString& manager)
{
    return manager.isEmpty() || manager == u"cauce"_s || manager.startsWith(u"argocd"_s)
        || manager == u"kubectl-client-side-apply"_s || manager == u"before-first-apply"_s
        || manager == u"kubectl"_s;
}

QString valueWords(const object::ResourceKey& key, const diff::FieldChange& change)
{
    const QString name = text::singleLine(fieldName(change.path), 60);
    if (!change.live)
        return DifferenceWords::tr("%1 is added", "a field").arg(name);
    if (!change.desired)
        return DifferenceWords::tr("%1 is removed", "a field").arg(name);
    const std::optional<QString> live = scalarText(change.live);
    const std::optional<QString> desired = scalarText(change.desired);
    // However long: of an image its last parts are told.
    if (pathParts(change.path).last() == u"image"_s && change.live->isString()
        && change.desired->isString())
        return imageWords(change.live->toString(), change.desired->toString());
    if (key.kind == u"Secret"_s || !live || !desired)
        return DifferenceWords::tr("%1 changes", "a field").arg(name);
    return name % u' ' % *live % u" → "_s % *desired;
}

//! What is told first when several fields differ.
int fieldRank(const diff::FieldChange& change)
{
    const QString last = pathParts(change.path).last();
    if (last == u"image"_s)
        return 0;
    if (last == u"replicas"_s)
        return 1;
    return change.path.startsWith(u"metadata"_s) ? 3 : 2;
}

Sentence runningWords(const sync::OperationState& operation)
{
    int done = 0;
    int all = 0;
    for (const sync::StepResult& step : operation.steps) {
        if (step.change == diff::Change::None)
            continue;
        ++all;
        done += step.outcome != sync::StepOutcome::Pending
            && step.outcome != sync::StepOutcome::Running;
    }
    if (operation.phase == sync::OperationPhase::Terminating)
        return {DifferenceWords::tr("stopping after %1 of %2").arg(done).arg(all), Tone::Running};
    return {DifferenceWords::tr("syncing %1 of %2").arg(done).arg(all), Tone::Running};
}

struct Counts
{
    int create = 0;
    int update = 0;
    int prune = 0;
    int unknown = 0;
    const ResourceState* telling = nullptr; //!< the updated object to quote
};

Counts countChanges(const AppState& state)
{
    Counts n;
    int best = 100;
    for (const ResourceState& r : state.resources) {
        n.create += r.change == diff::Change::Create;
        n.prune += r.change == diff::Change::Prune;
        n.unknown += r.change == diff::Change::Unknown && !r.hook;
        if (r.change != diff::Change::Update)
            continue;
        ++n.update;
        int rank = 50;
        for (const diff::FieldChange& f : r.fields)
            rank = std::min(rank, fieldRank(f));
        if (rank < best) {
            best = rank;
            n.telling = &r;
        }
    }
    return n;
}

//! "ImagePullBackOff" of a Pod that is not well; empty when it says no such word.
QString podReason(const tree::TreeNode& node)
{
    const QString reason = node.key.kind == u"Pod"_s ? node.info.section(u' ', 0, 0) : QString();
    return reason == u"Running"_s ? QString() : reason;
}

//! Of how many Pods the same is true: "2 of 3 pods: ImagePullBackOff".
QString podWords(const AppState& state, const QString& reason)
{
    int all = 0;
    int same = 0;
    for (const tree::TreeNode& node : state.tree) {
        all += node.key.kind == u"Pod"_s;
        same += podReason(node) == reason;
    }
    return DifferenceWords::tr("%1 of %n pod(s): %2", "", all)
        .arg(QString::number(same), text::singleLine(reason, 60));
}

//! Why the application is as it is: the words of the object that makes it so, its Pods' first.
QString healthWords(const AppState& state)
{
    for (const tree::TreeNode& node : state.tree) {
        if (node.managed || !node.health || node.health->status != state.health.status
            || node.health->message.isEmpty())
            continue;
        const QString reason = podReason(node);
        return reason.isEmpty() ? format::line(node.health->message) : podWords(state, reason);
    }
    for (const ResourceState& r : state.resources) {
        if (r.health && r.health->status == state.health.status && !r.health->message.isEmpty())
            return format::line(r.health->message);
    }
    return format::line(state.health.message);
}

const AppCondition* firstError(const QList<AppCondition>& conditions)
{
    for (const AppCondition& c : conditions) {
        if (c.isError())
            return &c;
    }
    return nullptr;
}

} // namespace

QString field(const object::ResourceKey& key, const diff::FieldChange& change, const QDateTime& now)
{
    const QString words = valueWords(key, change);
    if (appliesFromGit(change.manager))
        return words;
    const QString manager = text::singleLine(change.manager, 40);
    if (!change.managedAt.isValid())
        return DifferenceWords::tr("%1 by %2", "CHANGE by MANAGER").arg(words, manager);
    return DifferenceWords::tr("%1 by %2, %3", "CHANGE by MANAGER, TIME")
        .arg(words, manager, format::clockOrDay(change.managedAt, now));
}

QString fields(const object::ResourceKey& key, const QList<diff::FieldChange>& changes,
               const QDateTime& now)
{
    if (changes.isEmpty())
        return {};
    const auto first
        = std::min_element(changes.cbegin(), changes.cend(), [](const auto& a, const auto& b) {
              return fieldRank(a) < fieldRank(b);
          });
    const QString words = field(key, *first, now);
    if (changes.size() == 1)
        return words;
    return DifferenceWords::tr("%1, %n more field(s)", "", int(changes.size()) - 1).arg(words);
}

Sentence resource(const ResourceState& state, const QDateTime& now)
{
    switch (state.change) {
    case diff::Change::None:
        return {DifferenceWords::tr("unchanged"), Tone::Neutral};
    case diff::Change::Create:
        return {DifferenceWords::tr("not in the cluster yet"), Tone::Warning};
    case diff::Change::Prune:
        return {DifferenceWords::tr("no longer in Git"), Tone::Warning};
    case diff::Change::Update: {
        const QString words = fields(state.key, state.fields, now);
        return {words.isEmpty() ? DifferenceWords::tr("differs") : words, Tone::Warning};
    }
    case diff::Change::Unknown:
        break;
    }
    if (state.hook)
        return {DifferenceWords::tr("hook, takes no part in the comparison"), Tone::Neutral};
    return {state.error.message.isEmpty() ? DifferenceWords::tr("not compared")
                                          : format::line(state.error.message),
            Tone::Unknown};
}

QString changes(const AppState& state, const QDateTime& now)
{
    const Counts n = countChanges(state);
    QStringList parts;
    if (n.telling && !n.telling->fields.isEmpty()) {
        parts << fields(n.telling->key, n.telling->fields, now);
        if (n.update > 1)
            parts << DifferenceWords::tr("%n more object(s) to update", "", n.update - 1);
    } else if (n.update > 0) {
        parts << DifferenceWords::tr("%n object(s) to update", "", n.update);
    }
    if (n.create > 0)
        parts << DifferenceWords::tr("%n object(s) to create", "", n.create);
    if (n.prune > 0)
        parts << DifferenceWords::tr("%n object(s) to prune", "", n.prune);
    if (parts.isEmpty() && n.unknown > 0)
        parts << DifferenceWords::tr("%n object(s) could not be compared", "", n.unknown);
    return parts.join(u", "_s);
}

Sentence application(const AppState& state, const QDateTime& now)
{
    if (state.operation && !state.operation->isFinished())
        return runningWords(*state.operation);
    if (const AppCondition* error = firstError(state.conditions))
        return {format::line(error->message), Tone::Bad};
    if (const AppCondition* error = firstError(state.spec.conditions))
        return {format::line(error->message), Tone::Bad};
    const QString why = healthWords(state);
    if (state.health.status == health::HealthStatus::Degraded && !why.isEmpty())
        return {why, Tone::Bad};
    if (!state.evaluatedAt.isValid())
        return {DifferenceWords::tr("Waiting for the first comparison"), Tone::Unknown};
    if (state.sync != diff::SyncStatus::Synced) {
        const QString words = changes(state, now);
        if (!words.isEmpty())
            return {words,
                    state.sync == diff::SyncStatus::OutOfSync ? Tone::Warning : Tone::Unknown};
    }
    if (state.health.status == health::HealthStatus::Progressing && !why.isEmpty())
        return {why, Tone::Running};
    if (state.sync == diff::SyncStatus::Unknown)
        return {DifferenceWords::tr("Not compared yet"), Tone::Unknown};
    return {DifferenceWords::tr("Nothing to do"), Tone::Neutral};
}

QString action(int creates, int updates, int prunes)
{
    if (creates + updates + prunes == 0)
        return DifferenceWords::tr("Nothing to do");
    QStringList parts;
    if (creates > 0)
        parts << DifferenceWords::tr("create %1", "part of a button").arg(creates);
    if (updates > 0)
        parts << DifferenceWords::tr("update %1", "part of a button").arg(updates);
    if (prunes > 0)
        parts << DifferenceWords::tr("prune %1", "part of a button").arg(prunes);
    const int last = prunes > 0 ? prunes : updates > 0 ? updates : creates;
    //: %1 is "create 3, prune 1"; the number says whether the last count is one object or many
    QString s = DifferenceWords::tr("%1 object(s)", "", last).arg(parts.join(u", "_s));
    s[0] = s.at(0).toUpper();
    return s;
}

} // namespace cauce::differencewords
