#include "app/cli/words.h"

#include "core/base/text.h"
#include "core/object/jsoncodec.h"

using namespace Qt::StringLiterals;

namespace cauce::cli {

namespace {

QString valueWords(const std::optional<object::Json>& value)
{
    if (!value)
        return u"(not set)"_s;
    if (value->isString())
        return text::singleLine(value->toString(), 120);
    return text::singleLine(QString::fromUtf8(object::toJson(*value)), 120);
}

QString doneWord(diff::Change change)
{
    switch (change) {
    case diff::Change::Create:
        return u"created"_s;
    case diff::Change::Update:
        return u"updated"_s;
    case diff::Change::Prune:
        return u"pruned"_s;
    case diff::Change::None:
    case diff::Change::Unknown:
        break;
    }
    return u"unchanged"_s;
}

} // namespace

QString changeWord(diff::Change change)
{
    switch (change) {
    case diff::Change::None:
        return u"unchanged"_s;
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

QString commitWords(const CommitInfo& commit)
{
    if (commit.commit.isEmpty())
        return {};
    QString words = commit.shortCommit();
    if (!commit.summary.isEmpty())
        words += " \""_L1 + text::singleLine(commit.summary, 80) + u'"';
    if (!commit.author.isEmpty())
        words += " by "_L1 + text::singleLine(commit.author, 60);
    return words;
}

QString timeWords(const QDateTime& time)
{
    return time.isValid() ? time.toLocalTime().toString(u"yyyy-MM-dd HH:mm:ss") : QString();
}

QString policyWords(const SyncPolicy& policy)
{
    if (!policy.automated)
        return u"manual"_s;
    QStringList details;
    if (policy.prune)
        details.append(u"prune"_s);
    if (policy.selfHeal)
        details.append(u"self-heal"_s);
    return details.isEmpty() ? u"automated"_s : u"automated (%1)"_s.arg(details.join(", "_L1));
}

QString fieldWords(const diff::FieldChange& field)
{
    QString words = u"%1: %2 -> %3"_s.arg(text::singleLine(field.path, 200), valueWords(field.live),
                                          valueWords(field.desired));
    if (!field.manager.isEmpty())
        words += u" (set by %1)"_s.arg(text::singleLine(field.manager, 60));
    return words;
}

QString stepWords(const sync::StepResult& step)
{
    const QString object = text::singleLine(step.key.toString());
    const QString said
        = step.message.isEmpty() ? QString() : u": "_s + text::singleLine(step.message, 1000);
    switch (step.outcome) {
    case sync::StepOutcome::Succeeded:
        return doneWord(step.change) + u' ' + object + said;
    case sync::StepOutcome::Failed:
        return u"failed to %1 %2%3"_s.arg(changeWord(step.change), object, said);
    case sync::StepOutcome::Unknown:
        return u"no answer to %1 %2: it may or may not have happened%3"_s.arg(
            changeWord(step.change), object, said);
    case sync::StepOutcome::Skipped:
        return u"skipped %1%2"_s.arg(object, said);
    case sync::StepOutcome::Pending:
    case sync::StepOutcome::Running:
        break;
    }
    return u"waiting for %1%2"_s.arg(object, said);
}

} // namespace cauce::cli
