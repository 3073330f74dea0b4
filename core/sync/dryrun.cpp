#include "core/sync/dryrun.h"

#include "core/base/async.h"
#include "core/base/log.h"
#include "core/sync/binding.h"

#include <QRandomGenerator>
#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cauce::sync {

namespace {

constexpr int kQuestionsAtATime = 4; // a manager has six connections; a refresh wants one too
constexpr int kMostTries = 5;

// Why the server cannot say anything about this step yet; empty: it can.
QString notAskable(const SyncPlan& plan, const PlanStep& step)
{
    const bool newHome
        = std::any_of(plan.steps.cbegin(), plan.steps.cend(), [&step](const PlanStep& other) {
              return other.change == diff::Change::Create && other.key.group.isEmpty()
                  && other.key.kind == "Namespace"_L1 && other.key.name == step.key.nameSpace;
          });
    if (newHome)
        return u"not tried beforehand: this sync makes its namespace"_s;
    if (changesKind(plan, step.key.groupKind()))
        return u"not tried beforehand: this sync changes its CustomResourceDefinition"_s;
    return {};
}

} // namespace

DryRun::DryRun(SyncPlanPtr plan, ClusterAccess cluster, Backoff retry, QObject* parent)
    : QObject(parent)
    , m_plan(std::move(plan))
    , m_cluster(std::move(cluster))
    , m_retry(retry)
    , m_checks(m_plan->steps.size())
    , m_tries(m_plan->steps.size(), 0)
{
    for (qsizetype i = 0; i < m_checks.size(); ++i)
        m_checks[i].resourceVersion = m_plan->steps.at(i).resourceVersion;
}

void DryRun::start()
{
    askNext();
}

void DryRun::askNext()
{
    while (m_inFlight < kQuestionsAtATime && m_next < m_plan->steps.size()) {
        const int index = m_next++;
        const PlanStep& step = m_plan->steps.at(index);
        if (!step.isWrite() || !step.desired)
            continue;
        m_checks[index].note = notAskable(*m_plan, step);
        if (m_checks.at(index).note.isEmpty())
            ask(index);
    }
    if (m_inFlight == 0)
        emit finished();
}

void DryRun::ask(int index)
{
    ++m_inFlight;
    const PlanStep& step = m_plan->steps.at(index);
    if (!step.generated) {
        askServer(index);
        return;
    }
    onResult(m_cluster.read(step.type, step.key), this,
             [this, index](Result<object::Manifest> answer) { onNamespaceRead(index, answer); });
}

void DryRun::onNamespaceRead(int index, const Result<object::Manifest>& answer)
{
    if (answer)
        settle(index, StepCheck::Answer::AlreadyThere);
    else if (answer.error().kind == ErrorKind::NotFound)
        askServer(index);
    else
        settle(index, StepCheck::Answer::Refused, answer.error());
}

void DryRun::askServer(int index)
{
    const PlanStep& step = m_plan->steps.at(index);
    const object::Manifest body = boundBody(step, step.uid, m_checks.at(index).resourceVersion);
    onResult(m_cluster.dryRun(body), this,
             [this, index](Result<object::Manifest> answer) { onAnswer(index, answer); });
}

void DryRun::onAnswer(int index, const Result<object::Manifest>& answer)
{
    if (answer) {
        const bool same = answer->key() == m_plan->steps.at(index).key;
        m_checks[index].predicted = *answer;
        settle(index, same ? StepCheck::Answer::Accepted : StepCheck::Answer::Refused,
               {ErrorKind::Internal,
                u"the server answered for another object: %1"_s.arg(answer->key().toString())});
        return;
    }
    const Error& error = answer.error();
    if (error.kind == ErrorKind::Conflict) {
        onConflict(index, error);
    } else if (error.kind == ErrorKind::RateLimited && m_tries.at(index) < kMostTries) {
        const int tries = ++m_tries[index];
        QTimer::singleShot(m_retry.delay(tries, QRandomGenerator::global()->generateDouble()), this,
                           [this, index] { askServer(index); });
    } else {
        settle(index, StepCheck::Answer::Refused, error);
    }
}

// The object has another version than the one that was seen. When only its status moved the plan
// still says what will happen, and the step is bound to the new version.
void DryRun::onConflict(int index, const Error& conflict)
{
    const PlanStep& step = m_plan->steps.at(index);
    if (!step.seen) {
        settle(index, StepCheck::Answer::Refused,
               {ErrorKind::Conflict, u"it exists in the cluster since the plan was made"_s});
        return;
    }
    onResult(m_cluster.read(step.seen->type, step.key), this,
             [this, index, conflict](Result<object::Manifest> now) {
                 const PlanStep& step = m_plan->steps.at(index);
                 if (!now || !isAsSeen(*step.seen, *now)) {
                     settle(index, StepCheck::Answer::Refused,
                            {ErrorKind::Conflict,
                             u"it has changed in the cluster since the plan was made"_s});
                     return;
                 }
                 StepCheck& check = m_checks[index];
                 if (check.resourceVersion == now->resourceVersion()
                     || ++m_tries[index] > kMostTries) {
                     settle(index, StepCheck::Answer::Refused, conflict);
                     return;
                 }
                 qCInfo(log::sync) << step.key.toString() << "only its status has moved: bound to"
                                   << now->resourceVersion();
                 check.resourceVersion = now->resourceVersion();
                 askServer(index);
             });
}

void DryRun::settle(int index, StepCheck::Answer answer, Error error)
{
    StepCheck& check = m_checks[index];
    check.answer = answer;
    if (answer == StepCheck::Answer::Refused)
        check.error = std::move(error);
    --m_inFlight;
    askNext();
}

} // namespace cauce::sync
