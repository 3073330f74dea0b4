#include "core/engine/goduration.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace cauce {

namespace {

constexpr double kDay = 86'400'000;

double millisecondsOf(QStringView unit)
{
    if (unit == u"h")
        return 3'600'000;
    if (unit == u"m")
        return 60'000;
    return unit == u"ms" ? 1 : 1'000;
}

} // namespace

std::optional<std::chrono::milliseconds> goDuration(QStringView text)
{
    static const QRegularExpression whole(u"\\A(?:\\d+(?:\\.\\d+)?(?:ms|[hms]))+\\z"_s);
    static const QRegularExpression part(u"(\\d+(?:\\.\\d+)?)(ms|[hms])"_s);
    bool isNumber = false;
    const uint seconds = text.toUInt(&isNumber);
    double sum = isNumber ? seconds * 1'000.0 : 0;
    if (!isNumber) {
        if (!whole.match(text).hasMatch())
            return std::nullopt;
        auto parts = part.globalMatch(text);
        while (parts.hasNext()) {
            const auto match = parts.next();
            sum += match.capturedView(1).toDouble() * millisecondsOf(match.capturedView(2));
        }
    }
    if (sum > kDay)
        return std::nullopt;
    return std::chrono::milliseconds(qint64(sum));
}

} // namespace cauce
