#include "core/sync/serverwords.h"

#include "core/base/text.h"

#include <QRegularExpression>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cauce::sync {

namespace {

constexpr qsizetype kTellingLength = 3; // replacing shorter ones would eat the sentence

void collectValues(const object::Json& secret, QStringList& values, QSet<QString>& names)
{
    for (const QStringView section : {u"data", u"stringData"}) {
        for (const auto& [name, value] : secret[section].members()) {
            names.insert(name);
            const QString text
                = value.isNumber() ? QString::fromLatin1(value.numberText()) : value.toString();
            values.append(text);
            values.append(QString::fromUtf8(QByteArray::fromBase64(text.toLatin1())));
            values.append(QString::fromLatin1(text.toUtf8().toBase64()));
        }
    }
}

QString withoutQuoted(const QString& message, const QSet<QString>& harmless)
{
    static const QRegularExpression quoted(u"\"((?:[^\"\\\\]|\\\\.)*)\""_s);
    QString out;
    qsizetype from = 0;
    auto matches = quoted.globalMatch(message);
    while (matches.hasNext()) {
        const auto match = matches.next();
        out += QStringView(message).mid(from, match.capturedStart() - from);
        out += harmless.contains(match.captured(1)) ? match.captured() : u"\"***\""_s;
        from = match.capturedEnd();
    }
    return out + QStringView(message).mid(from);
}

QString withoutSecret(const PlanStep& step, QString message)
{
    static const QRegularExpression goValue(u"(Value:|got |Invalid value: )[^}\\n,]*"_s);
    QStringList values;
    QSet<QString> names {step.key.name, step.key.nameSpace, step.key.kind};
    if (step.desired)
        collectValues(step.desired->json(), values, names);
    if (const auto seen = step.seen ? step.seen->manifest()
                                    : Result<object::Manifest>(fail(ErrorKind::NotFound, {})))
        collectValues(seen->json(), values, names);
    // The longest first: one value may be a part of another.
    std::sort(values.begin(), values.end(),
              [](const QString& a, const QString& b) { return a.size() > b.size(); });
    for (const QString& value : std::as_const(values)) {
        if (value.size() >= kTellingLength)
            message.replace(value, u"***"_s);
    }
    message.replace(goValue, u"\\1***"_s);
    return withoutQuoted(message, names);
}

} // namespace

QString serverWords(const PlanStep& step, const QString& message)
{
    const QString told = text::redacted(message);
    const bool secret = step.key.group.isEmpty() && step.key.kind == "Secret"_L1;
    return text::plain(secret ? withoutSecret(step, told) : told);
}

} // namespace cauce::sync
