"""Given names of persons that streets are named after: they may be left out of a street's name."""

from rules.words import word_set

GIVEN_NAMES = word_set(
    """
    abel achille adele adolphe adrien agathe agnes aime aimee alain albert alexandre alexis alfred alice aline alphonse amedee andre andree
    ange angela anne antoine antoinette ariane aristide armand arthur auguste augustin aurelien bernard berthe bertrand berty blaise
    camille catherine celestin cesar charles charlotte christian christine claire claude clement clotilde colette constant daniel danielle
    danton david denis desire didier dominique edgar edith edmond edouard eleonore elie elisa elisabeth elise elsa emile emilie emmanuel
    ernest etienne eugene eugenie eva fabien felicien felix fernand ferdinand flora florence francis franck francois francoise frederic
    gabriel gabrielle gaston genevieve george georges gerard germain germaine germaine gilbert gilles gisele guillaume gustave guy
    helene henri henriette henry hector hubert hugues irene isaac isabelle isidore jacqueline jacques jean jeanne jerome joachim joel
    joliot joseph josephine jules julie julien juliette justin karl laurent lazare leo leon leonard leonie leopold louis louise louisette
    luc lucie lucien lucienne ludovic madeleine marc marcel marceau marcelle marcellin marguerite maria marianne marie martial martin
    marthe maryse mathieu mathilde maurice max maxime maximilien michel micheline mireille monique napoleon nathalie nelson nicolas
    nicole noel octave odette olivier olympe oscar pablo pascal patrice patrick paul paule pauline philibert philippe pierre prosper
    rachel raoul raphael raymond raymonde raymonde rene renee richard robert roger roland romain rosa rose salvador sebastien serge
    simon simone sophie stephane suzanne sylvain theodore theophile therese thomas toussaint urbain valentin valentine victor vincent
    violette vladimir voltairine william yves yvette yvonne zoe
    """
)
