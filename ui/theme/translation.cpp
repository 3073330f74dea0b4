#include "ui/theme/translation.h"

#include <QCoreApplication>
#include <QLocale>
#include <QTranslator>

using namespace Qt::StringLiterals;

namespace cauce {

void speak(const QString& language)
{
    static QTranslator* ours = nullptr;
    if (ours) {
        QCoreApplication::removeTranslator(ours);
        delete ours;
    }
    ours = new QTranslator(QCoreApplication::instance());
    const QString base = language.section(u'_', 0, 0).toLower();
    const bool known = ours->load(u":/i18n/cauce_"_s % base % u".qm"_s);
    const bool loaded = known || ours->load(u":/i18n/cauce_en.qm"_s);
    Q_ASSERT_X(loaded, "speak", "the English translation is part of the program");
    if (loaded)
        QCoreApplication::installTranslator(ours);
    QLocale::setDefault(known && base != "en"_L1
                            ? QLocale(language)
                            : QLocale(QLocale::English, QLocale::UnitedKingdom));
}

} // namespace cauce
