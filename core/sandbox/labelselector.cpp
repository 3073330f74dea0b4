#include "core/sandbox/api.h"

#include <QSet>

using namespace Qt::StringLiterals;

namespace cauce::sandbox {

namespace {

using Labels = std::vector<std::pair<QString, QString>>;

struct Requirement
{
    enum class Operator { Exists, Absent, In, NotIn, Greater, Less };

    QString key;
    Operator operation = Operator::Exists;
    QSet<QString> values;
};

const QString* valueOf(const Labels& labels, const QString& key)
{
    for (const auto& [name, value] : labels) {
        if (name == key)
            return &value;
    }
    return nullptr;
}

bool isGreater(const QString& value, const QString& bound, bool isLess)
{
    bool isNumber = false;
    bool isBound = false;
    const qlonglong x = value.toLongLong(&isNumber);
    const qlonglong y = bound.toLongLong(&isBound);
    return isNumber && isBound && (isLess ? x < y : x > y);
}

bool fits(const Requirement& requirement, const Labels& labels)
{
    using Operator = Requirement::Operator;
    const QString* value = valueOf(labels, requirement.key);
    switch (requirement.operation) {
    case Operator::Exists:
        return value;
    case Operator::Absent:
        return !value;
    case Operator::In:
        return value && requirement.values.contains(*value);
    case Operator::NotIn: // what has no such label is not in it
        return !value || !requirement.values.contains(*value);
    case Operator::Greater:
    case Operator::Less:
        return value
            && isGreater(*value, *requirement.values.cbegin(),
                         requirement.operation == Operator::Less);
    }
    return false;
}

// Reads `a=b,c!=d,e in (f,g),!h`; problems are in a server's words.
class SelectorReader
{
public:
    explicit SelectorReader(const QString& text)
        : m_text(text)
    { }

    Result<std::vector<Requirement>> read()
    {
        std::vector<Requirement> requirements;
        QString token = next();
        while (!token.isEmpty() && m_problem.isEmpty()) {
            requirements.push_back(requirement(token));
            token = m_problem.isEmpty() ? next() : QString();
            if (token.isEmpty())
                break;
            if (token != ","_L1)
                problem(token, u"',' or 'end of string'"_s, u", "_s);
            token = next();
            if (m_problem.isEmpty() && token.isEmpty())
                return fail(ErrorKind::Invalid, u"found '', expected: identifier after ','"_s);
        }
        if (!m_problem.isEmpty())
            return fail(ErrorKind::Invalid, u"unable to parse requirement: "_s + m_problem);
        return requirements;
    }

private:
    static bool isSign(QChar c) { return u"()!=,<>"_s.contains(c); }
    static bool isWord(const QString& token) { return !token.isEmpty() && !isSign(token[0]); }

    QString next()
    {
        while (m_at < m_text.size() && m_text[m_at].isSpace())
            ++m_at;
        const qsizetype begin = m_at;
        if (m_at == m_text.size())
            return {};
        if (!isSign(m_text[m_at])) {
            while (m_at < m_text.size() && !isSign(m_text[m_at]) && !m_text[m_at].isSpace())
                ++m_at;
            return m_text.mid(begin, m_at - begin);
        }
        ++m_at;
        const QStringView two = QStringView(m_text).mid(begin, 2);
        if (two == u"==" || two == u"!=")
            ++m_at;
        return m_text.mid(begin, m_at - begin);
    }

    QString peek()
    {
        const qsizetype at = m_at;
        const QString token = next();
        m_at = at;
        return token;
    }

    void problem(const QString& found, const QString& expected, const QString& comma)
    {
        if (m_problem.isEmpty())
            m_problem = u"found '%1'%2expected: %3"_s.arg(found, comma, expected);
    }

    Requirement requirement(const QString& first)
    {
        using Operator = Requirement::Operator;
        const bool isAbsent = first == "!"_L1;
        const QString key = isAbsent ? next() : first;
        if (!isWord(key))
            problem(key, u"identifier"_s, u", "_s);
        if (isAbsent)
            return {key, Operator::Absent, {}};
        const QString after = peek();
        if (after.isEmpty() || after == ","_L1)
            return {key, Operator::Exists, {}};
        const QString sign = next();
        if (sign == "in"_L1 || sign == "notin"_L1)
            return {key, sign == "in"_L1 ? Operator::In : Operator::NotIn, set()};
        if (sign == "="_L1 || sign == "=="_L1)
            return {key, Operator::In, {value()}};
        if (sign == "!="_L1)
            return {key, Operator::NotIn, {value()}};
        if (sign == ">"_L1 || sign == "<"_L1)
            return {key, sign == ">"_L1 ? Operator::Greater : Operator::Less, {value()}};
        problem(sign, u"in, notin, =, ==, !=, gt, lt"_s, u", "_s);
        return {};
    }

    // An empty value is one: `a=` and `a=,b`.
    QString value()
    {
        const QString token = peek();
        if (token.isEmpty() || token == ","_L1)
            return {};
        if (!isWord(token))
            problem(token, u"identifier"_s, u", "_s);
        return next();
    }

    QSet<QString> set()
    {
        QSet<QString> values;
        const QString open = next();
        if (open != "("_L1)
            problem(open, u"'('"_s, u" "_s);
        while (m_problem.isEmpty()) {
            const QString token = peek();
            if (token != ","_L1 && token != ")"_L1) {
                if (!isWord(token))
                    problem(token, u"',', ')' or identifier"_s, u", "_s);
                values.insert(next());
            } else {
                values.insert(QString());
            }
            const QString end = next();
            if (end == ")"_L1)
                break;
            if (end != ","_L1)
                problem(end, u"',' or ')'"_s, u", "_s);
        }
        return values;
    }

    const QString& m_text;
    qsizetype m_at = 0;
    QString m_problem;
};

} // namespace

Result<std::function<bool(const Labels&)>> labelMatcher(const QString& selector)
{
    Result<std::vector<Requirement>> requirements = SelectorReader(selector).read();
    if (!requirements)
        return Failure {requirements.error()};
    return std::function<bool(const Labels&)>(
        [all = *std::move(requirements)](const Labels& labels) {
            return std::ranges::all_of(all, [&labels](const Requirement& requirement) {
                return fits(requirement, labels);
            });
        });
}

} // namespace cauce::sandbox
