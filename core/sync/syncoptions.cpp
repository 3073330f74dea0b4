#include "core/sync/syncoptions.h"

#include "core/object/annotations.h"

#include <optional>

using namespace Qt::StringLiterals;

namespace cauce::sync {

namespace {

std::optional<DeletePolicy> policyOf(QStringView value)
{
    if (value == "false"_L1)
        return DeletePolicy::Never;
    if (value == "confirm"_L1)
        return DeletePolicy::Confirm;
    return std::nullopt;
}

bool isUnsupported(const QString& option)
{
    static const QStringList known {
        u"Replace=true"_s,
        u"Force=true"_s,
        u"Validate=false"_s,
        u"ServerSideApply=false"_s,
        u"PrunePropagationPolicy=foreground"_s,
        u"PrunePropagationPolicy=orphan"_s,
    };
    return known.contains(option);
}

} // namespace

SyncOptions syncOptions(const QStringList& options)
{
    SyncOptions found;
    std::optional<DeletePolicy> prune;
    std::optional<DeletePolicy> remove;
    for (const QString& text : options) {
        const QString option = text.trimmed();
        if (option.startsWith("Prune="_L1) && !prune)
            prune = policyOf(QStringView(option).mid(6));
        else if (option.startsWith("Delete="_L1) && !remove)
            remove = policyOf(QStringView(option).mid(7));
        else if (option == "PruneLast=true"_L1)
            found.pruneLast = true;
        else if (isUnsupported(option))
            found.unsupported.append(option);
    }
    found.prune = prune.value_or(DeletePolicy::Allowed);
    found.remove = remove.value_or(DeletePolicy::Allowed);
    return found;
}

SyncOptions syncOptionsOf(const object::Manifest& object)
{
    return syncOptions(object.annotation(QString(object::annotation::syncOptions)).split(u','));
}

} // namespace cauce::sync
