#include "core/sync/steporder.h"

#include "core/sync/binding.h"
#include "core/sync/kindorder.h"

#include <algorithm>
#include <functional>
#include <set>
#include <tuple>
#include <utility>

using namespace Qt::StringLiterals;

namespace cauce::sync {

namespace {

auto orderOf(const PlanStep& step)
{
    return std::tuple(step.wave, kindOrder(step.key.kind), step.key.name, step.key.kind,
                      step.key.group, step.key.nameSpace);
}

// Which of the others needs \p step to be there first; nothing for what nobody lives in or is of.
std::function<bool(const PlanStep&)> neederOf(const PlanStep& step)
{
    if (step.key.groupKind() == object::GroupKind {{}, u"Namespace"_s})
        return
            [name = step.key.name](const PlanStep& other) { return other.key.nameSpace == name; };
    const object::GroupKind defined = definedBy(step);
    if (defined.kind.isEmpty())
        return nullptr;
    return [defined](const PlanStep& other) { return other.key.groupKind() == defined; };
}

void putNeededFirst(QList<PlanStep>& steps)
{
    for (qsizetype i = 0; i < steps.size(); ++i) {
        const auto needer = neederOf(steps.at(i));
        if (!needer)
            continue;
        const auto end = steps.cbegin() + i;
        const auto needs = std::find_if(steps.cbegin(), end, needer);
        if (needs == end)
            continue;
        const qsizetype to = needs - steps.cbegin();
        PlanStep step = steps.takeAt(i);
        step.wave = steps.at(to).wave;
        steps.insert(to, std::move(step));
    }
}

} // namespace

void orderSteps(QList<PlanStep>& steps)
{
    std::sort(steps.begin(), steps.end(),
              [](const PlanStep& a, const PlanStep& b) { return orderOf(a) < orderOf(b); });
    putNeededFirst(steps);
}

void orderPrunes(QList<PlanStep>& prunes, const std::optional<int>& lastWave)
{
    std::sort(prunes.begin(), prunes.end(), [](const PlanStep& a, const PlanStep& b) {
        return std::tuple(-a.wave, -kindOrder(a.key.kind), a.key)
            < std::tuple(-b.wave, -kindOrder(b.key.kind), b.key);
    });
    std::set<int> waves;
    for (const PlanStep& step : std::as_const(prunes))
        waves.insert(step.wave);
    for (PlanStep& step : prunes) {
        const auto place = std::distance(waves.begin(), waves.find(step.wave));
        step.wave = lastWave.value_or(*std::next(waves.rbegin(), place));
    }
}

} // namespace cauce::sync
