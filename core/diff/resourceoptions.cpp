#include "core/diff/resourceoptions.h"

#include "core/object/annotations.h"

using namespace Qt::StringLiterals;

namespace cauce::diff {

namespace names = object::annotation;

QStringList optionsOf(const object::Manifest& object, QLatin1StringView name)
{
    QStringList options;
    for (const QString& part : object.annotation(QString(name)).split(u',')) {
        if (const QString option = part.trimmed(); !option.isEmpty())
            options.append(option);
    }
    return options;
}

bool isHook(const object::Manifest& object)
{
    if (object.hasAnnotation(QString(names::hook)))
        return true;
    return object.hasAnnotation(QString(names::helmHook))
        && object.annotation(QString(names::helmHook)) != "crd-install"_L1;
}

int waveOf(const object::Manifest& object)
{
    for (const QLatin1StringView name : {names::syncWave, names::helmHookWeight}) {
        bool isInteger = false;
        const int wave = object.annotation(QString(name)).toInt(&isInteger);
        if (isInteger)
            return wave;
    }
    return 0;
}

bool isPruneDisabled(const object::Manifest& live)
{
    for (const QString& option : optionsOf(live, names::syncOptions)) {
        if (option.startsWith("Prune="_L1))
            return option == "Prune=false"_L1;
    }
    return false;
}

bool isExtraneousIgnored(const object::Manifest& live)
{
    return optionsOf(live, names::compareOptions).contains("IgnoreExtraneous"_L1);
}

} // namespace cauce::diff
